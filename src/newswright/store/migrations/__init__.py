"""How an archive of any earlier version becomes one of today's: one file a step in `versions`.

To change a table: change `schema.py`, add a step that says the same (`0002_what.py`, `down_revision = "0001"`), and
raise `schema.HEAD`. A test compares both. A step never imports `schema`: it must stay true when that moves on.
"""
