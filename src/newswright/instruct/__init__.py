"""Instruction data: lessons built from articles, rendered by one renderer in every template, and looked at closely."""
