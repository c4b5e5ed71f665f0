"""Faults that show in token ids: how long rows are, what is lost for the length, and the ends that must be trained.

Rows come from the one renderer, so the figures are those of the training run. A doubled BOS and an untrained end cannot
happen there; that is looked at all the same, for it is what a training run dies of.
"""

from __future__ import annotations

from newswright.errors import TemplateInvalid, Unrenderable
from newswright.instruct.looking.findings import structure, wording
from newswright.instruct.looking.findings.fault import Fault, Level, Look
from newswright.instruct.looking.findings.known import Known
from newswright.instruct.looking.findings.tally import Tally
from newswright.instruct.looking.histogram import Histogram
from newswright.instruct.rendering.render import PAIR_TOO_LONG, Rendered, Renderer, Row
from newswright.instruct.rendering.shorten import ANSWER_TOO_LONG, PROMPT_FILLS
from newswright.instruct.vocabularies.kind import advice
from newswright.records import Lesson, Preference, Record

BATCH = 128
"""Rows rendered at once."""
STEP = 16
"""Tokens of a histogram's finest step."""

NO_END = Fault("no end token trained", Level.SPOILS, "The answer's end is not trained: the model never learns to stop.")
DOUBLED = Fault("doubled BOS", Level.SPOILS, "The row begins with the begin token twice.")
FILLED = Fault(
    "prompt fills the length",
    Level.WARNS,
    "Without its sources and earlier turns the prompt still leaves no room for the answer: the row is left out.",
    spoils_from=0.1,
)
TOO_LONG = Fault(
    "answer longer than the length", Level.WARNS, "The answer alone does not fit: the row is left out.", spoils_from=0.1
)
UNFIT = Fault(
    "does not fit the template",
    Level.WARNS,
    "The template has no place for the conversation: the row is left out.",
    spoils_from=0.1,
)
NAIVE = Fault(
    "cut by a naive trainer",
    Level.WARNS,
    "A cut at the length takes the answer's end and its end token. Newswright shortens the sources instead.",
)
SHORTENED = Fault("sources shortened", Level.NOTES, "Sources or earlier turns are left out for the length.")
FOREIGN = Fault("template not the model's own", Level.WARNS, "The model was trained in another template.")
MISSING = Fault(
    "template's tokens missing",
    Level.WARNS,
    "The vocabulary lacks tokens of the template: they are written as ordinary text, in several tokens.",
)
CONTEXT = Fault(
    "length beyond the context", Level.WARNS, "Rows may be longer than the sequences that the model was made for."
)
_LOST = ((ANSWER_TOO_LONG, TOO_LONG), (PROMPT_FILLS, FILLED), (PAIR_TOO_LONG, FILLED))
"""What `Rendered.left` and `Renderer.pair` say, and the fault it is."""
_ELSEWHERE = (structure.order, structure.trailing, wording.empty)
"""Rules that count by themselves why a row cannot be rendered."""


class TokenFigures(Record):
    """What a set is in tokens."""

    template: str
    vocabulary: str
    length: int
    """Tokens of a row at most."""
    rows: int
    """Rows to train on; a preference is one."""
    total: int
    """Tokens in them."""
    trained: int
    left: int
    """Lessons and preferences that have no row."""
    neutralised: int
    """Marks inside content that were broken up."""


class Tokens:
    """Renders what it is given, in batches."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._known = Known.of()
        self._waiting: list[Look] = []
        self._ends = {
            renderer.vocabulary.id(text) for text in (renderer.form.end, renderer.form.eos) if text
        } - {None}  # fmt: skip
        self._begin = renderer.vocabulary.id(renderer.form.bos) if renderer.form.bos else None
        self.lengths = Histogram(STEP)
        self._rows = self._total = self._trained = self._left = self._neutralised = self._answered = 0

    @property
    def figures(self) -> TokenFigures:
        """What was rendered so far."""
        return TokenFigures(
            template=self._renderer.form.template.name,
            vocabulary=self._renderer.vocabulary.name,
            length=self._renderer.options.length,
            rows=self._rows,
            total=self._total,
            trained=self._trained,
            left=self._left,
            neutralised=self._neutralised,
        )

    def take(self, look: Look, tally: Tally) -> None:
        """Render a row, soon."""
        if isinstance(look.item, Preference):
            self._pair(look, look.item, tally)
            return
        self._waiting.append(look)
        if len(self._waiting) >= BATCH:
            self._flush(tally)

    def close(self, tally: Tally) -> None:
        """Render the last rows, and look at template and vocabulary together."""
        self._flush(tally)
        form, vocabulary, length = self._renderer.form, self._renderer.vocabulary, self._renderer.options.length
        try:
            told = advice(vocabulary, form.template.name)
        except TemplateInvalid:
            told = ""  # a template of one's own: the command that opened it has its path, and says so
        if told:
            tally.put(FOREIGN, tally.rows, detail=told)
        if form.missing:
            tally.put(MISSING, tally.rows, detail=", ".join(form.missing))
        if 0 < vocabulary.context < length:
            beyond = f"length {length:,}, context {vocabulary.context:,} tokens"
            tally.put(CONTEXT, tally.rows, detail=beyond)

    def _flush(self, tally: Tally) -> None:
        looks, self._waiting = self._waiting, []
        lessons = [look.item for look in looks if isinstance(look.item, Lesson)]
        for look, made in zip(looks, self._renderer.batch(lessons), strict=True):
            self._rendered(look, made, tally)

    def _rendered(self, look: Look, made: Rendered, tally: Tally) -> None:
        self._neutralised += made.neutralised
        if made.left:
            self._lost(look, made.left, tally)
            return
        pieces = len(look.messages) == 1
        for row in made.rows:
            self._count(len(row.ids), sum(end - start for start, end in row.trained))
            if self._begin is not None and row.ids[:2] == [self._begin, self._begin]:
                tally.add(DOUBLED, look, look.asked)
        whole = sum(len(row.ids) for row in made.rows) if pieces else max(len(row.ids) for row in made.rows)
        self.lengths.add(whole + made.cut)
        if not all(self._ended(row) for row in (made.rows[-1:] if pieces else made.rows)):
            tally.add(NO_END, look, "…" + look.answer[-80:])
        if made.cut:
            tally.add(SHORTENED, look, look.asked, amount=made.cut, unit="tokens")
            trained = sum(end - start for start, end in made.rows[-1].trained)
            tally.add(NAIVE, look, "…" + look.answer[-80:], amount=min(made.cut, trained), unit="tokens of the answer")

    def _ended(self, row: Row) -> bool:
        return bool(row.trained) and row.ids[row.trained[-1][1] - 1] in self._ends

    def _pair(self, look: Look, preference: Preference, tally: Tally) -> None:
        try:
            pair = self._renderer.pair(preference)
        except Unrenderable as error:
            self._lost(look, error.what, tally)
            return
        answers = (pair.chosen, pair.rejected)
        longest = len(pair.prompt) + max(map(len, answers))
        self._count(longest, sum(map(len, answers)))
        self.lengths.add(longest)
        if not all(self._ends.intersection(answer) for answer in answers):
            tally.add(NO_END, look, "…" + look.answer[-80:])

    def _count(self, total: int, trained: int) -> None:
        self._rows += 1
        self._total += total
        self._trained += trained

    def _lost(self, look: Look, why: str, tally: Tally) -> None:
        self._left += 1
        if any(rule(look, self._known) is not None for rule in _ELSEWHERE):
            return
        fault = next((fault for told, fault in _LOST if told in why), UNFIT)
        tally.add(fault, look, why)
