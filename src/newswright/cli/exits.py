"""The exit codes, in one table. A program may rely on them; docs/exit-codes.md is made from this file."""

from __future__ import annotations

from newswright import errors

OK = 0
UNEXPECTED = 1
"""A defect of Newswright: the traceback is shown and worth a report."""
USAGE = 2
"""The command line itself is wrong (Typer's own code)."""
INTERRUPTED = 130
"""Stopped by Ctrl-C; what was done stays, and the same command goes on."""

CODES: dict[type[errors.NewswrightError], int] = {
    errors.SettingsError: 10,
    errors.NewsroomError: 11,
    errors.NotFound: 12,
    errors.MissingExtra: 13,
    errors.KeyMissing: 20,
    errors.KeyRefused: 21,
    errors.QuotaUsedUp: 22,
    errors.ServiceRefused: 23,
    errors.ServiceDown: 24,
    errors.NotTheWire: 25,
    errors.TooLarge: 26,
    errors.IngestError: 29,
    errors.DiskFull: 30,
    errors.SnapshotDamaged: 31,
    errors.ArchiveError: 39,
    errors.ModelMissing: 40,
    errors.ModelDamaged: 41,
    errors.ModelUnreachable: 42,
    errors.ModelRefused: 43,
    errors.RequestRefused: 44,
    errors.ModelError: 49,
    errors.PublishError: 50,
    errors.UnsupportedCopy: 60,
    errors.TextUnreadable: 61,
    errors.SetUnreadable: 80,
    errors.TemplateInvalid: 81,
    errors.VocabularyUnreadable: 82,
    errors.Unrenderable: 83,
    errors.SetSpoiled: 84,
    errors.InstructError: 89,
    errors.OutOfMemory: 90,
    errors.Diverged: 91,
    errors.Overlap: 92,
    errors.NotExportable: 93,
    errors.TrainError: 99,
    errors.NewswrightError: 70,
}


def code(error: errors.NewswrightError) -> int:
    """Return the exit code of `error`: its own class's, else that of its nearest parent."""
    return next(CODES[kind] for kind in type(error).__mro__ if kind in CODES)
