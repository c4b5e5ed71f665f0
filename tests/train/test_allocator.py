from __future__ import annotations

import platform

from newswright.train.allocator import keep_memory


def test_glibc_keeps_what_is_freed_and_others_are_left_alone() -> None:
    assert keep_memory() is (platform.libc_ver()[0] == "glibc")
