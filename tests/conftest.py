"""What holds for all tests."""

import os

# A worker of pytest-xdist is told that it has 80 columns and 24 lines. Rich then keeps to that for as long as it lives,
# also where a test sets another width: without the two a worker is as a process of pytest alone.
for _name in ("COLUMNS", "LINES"):
    os.environ.pop(_name, None)
