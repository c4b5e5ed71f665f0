"""`newswright train`: from lessons to a model. One file a verb; the five methods share one."""

from newswright.cli.train import checker, export, methods, weights

__all__ = ["checker", "export", "methods", "weights"]
