"""Training the learned checker: an encoder learns from pairs of source and sentence, and is exported to run alone."""

from __future__ import annotations
