"""Checks of a text as a whole: its headline against its body, its sources against each other, what it copies."""

from __future__ import annotations
