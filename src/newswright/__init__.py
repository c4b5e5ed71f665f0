"""Newswright: from a news wire to finished, source-checked articles."""

__version__ = "0.1.0"
