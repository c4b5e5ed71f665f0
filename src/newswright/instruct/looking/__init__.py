"""Lessons looked at closely: one as a model sees it, and what would spoil a training run."""
