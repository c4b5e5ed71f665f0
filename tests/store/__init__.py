"""Tests of the archive, each on SQLite and on a real PostgreSQL server where the two could differ."""
