"""What holds for all tests, before anything of the project or torch is imported."""

import os

# A worker of pytest-xdist is told that it has 80 columns and 24 lines. Rich then keeps to that for as long as it lives,
# also where a test sets another width: without the two a worker is as a process of pytest alone.
for _name in ("COLUMNS", "LINES"):
    os.environ.pop(_name, None)

# Workers share the cores. Where each has a thread for every core, threads wait for one another: the tests of training
# took 325 s with two workers on two cores, and 42 s with a thread each.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
