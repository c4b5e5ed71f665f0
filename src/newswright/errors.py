"""Everything a user can be told, as one tree.

Each error says what happened, with the value, and the cure. The command line shows it in one piece, without a
traceback, and ends with the exit code that `newswright.cli.exits` gives its class.
"""

from __future__ import annotations


class NewswrightError(Exception):
    """Something the user can mend. `what` names the thing and its value; `cure` says what to do."""

    def __init__(self, what: str, *, cure: str = "") -> None:
        super().__init__(f"{what}\n{cure}" if cure else what)
        self.what = what
        self.cure = cure


class SettingsError(NewswrightError):
    """A setting is unknown, malformed or out of range."""


class NewsroomError(NewswrightError):
    """The newsroom folder is absent, not a newsroom, or of a newer version."""


class NotFound(NewswrightError):
    """No item, story or article has that id."""


class MissingExtra(NewswrightError):
    """A feature needs a package that is not installed; the cure names the extra."""


# -- what comes in --


class IngestError(NewswrightError):
    """A source could not be read."""


class KeyMissing(IngestError):
    """No access key is set."""


class KeyRefused(IngestError):
    """The service does not accept the key, or the plan does not allow the call."""


class QuotaUsedUp(IngestError):
    """The month's requests are used up: no retry helps before the month ends."""


class ServiceRefused(IngestError):
    """The service answered with an error about the request itself."""


class ServiceDown(IngestError):
    """The service could not be reached or failed, also after retries."""


class NotTheWire(IngestError):
    """The answer or file is not what was asked for: HTML, truncated or malformed JSON, another encoding, empty."""


class TooLarge(IngestError):
    """An answer or file is larger than the limit."""


# -- the archive --


class ArchiveError(NewswrightError):
    """The archive cannot be opened, read or written."""


class DiskFull(ArchiveError):
    """There is no room left; what was stored before is intact."""


class SnapshotDamaged(ArchiveError):
    """A stored snapshot no longer has the content that its name says."""


# -- the model --


class ModelError(NewswrightError):
    """The language model cannot be used."""


class ModelMissing(ModelError):
    """The model file is not there."""


class ModelDamaged(ModelError):
    """The model file is there, but its checksum or format is wrong."""


class ModelUnreachable(ModelError):
    """The model server does not answer, also after retries."""


class ModelRefused(ModelError):
    """The model server rejects the request: key, model name or parameters."""


class RequestRefused(ModelRefused):
    """The model does not take this one request, as one too long for its context; others it may take."""


# -- what a model is taught with --


class InstructError(NewswrightError):
    """Instruction data cannot be read, built or rendered."""


class SetUnreadable(InstructError):
    """A set of lessons or articles is missing, or not of the form that it should have."""


class TemplateInvalid(InstructError):
    """A prompt template is unknown, or its file is malformed."""


class VocabularyUnreadable(InstructError):
    """A tokenizer cannot be found or read."""


class Unrenderable(InstructError):
    """A conversation cannot be rendered: its turns do not fit the template, or its content forges structure."""


class SetSpoiled(InstructError):
    """A set has faults that would spoil a training run."""


# -- training --


class TrainError(NewswrightError):
    """A training run cannot begin, or came to no good end."""


class OutOfMemory(TrainError):
    """The device has too little memory for the run; the cure names the setting to change."""


class Diverged(TrainError):
    """The loss became infinite or no number."""


class Overlap(TrainError):
    """Held-out rows are among those to be trained on."""


class NotExportable(TrainError):
    """What was trained cannot be written in that form so that it behaves the same."""


# -- what goes out --


class PublishError(NewswrightError):
    """An edition cannot be written."""


class UnsupportedCopy(NewswrightError):
    """A text does not hold against its sources: a published article, or one given to `verify`."""


class TextUnreadable(NewswrightError):
    """A text or source given to `verify` cannot be read."""
