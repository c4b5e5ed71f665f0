"""Memory that is given back and taken again in every pass costs a processor much of its time: it is kept.

glibc maps each large block anew and unmaps it when it is freed; every page of it is then filled with zeros by the
kernel. With two thresholds raised the freed blocks stay with the process (docs/lab-notes.md has what that gains).
"""

from __future__ import annotations

import ctypes
import platform
from typing import Any

TRIM, MAP = -1, -3
"""glibc's M_TRIM_THRESHOLD and M_MMAP_THRESHOLD."""
KEPT = 1 << 30
"""Bytes of a block from which on it is mapped alone."""


def keep_memory() -> bool:
    """Tell glibc to keep freed memory; return whether it does. Other C libraries are left as they are."""
    if platform.libc_ver()[0] != "glibc":
        return False
    library: Any = ctypes.CDLL(None)
    return bool(library.mallopt(MAP, KEPT)) and bool(library.mallopt(TRIM, 2**31 - 1))
