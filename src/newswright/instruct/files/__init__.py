"""Sets on disk: rows of any file, and lessons one a line."""
