"""`newswright train`: from lessons to a model. One file a verb; the five methods share one."""

from newswright.cli.train import export, methods

__all__ = ["export", "methods"]
