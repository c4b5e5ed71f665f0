"""What the system refuses is told with the setting to change; what is a defect stays one."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from newswright.errors import DiskFull, OutOfMemory, TrainError
from newswright.train.faults import told


@pytest.mark.parametrize(
    "raised",
    [
        MemoryError(),
        RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB.\nSee documentation"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:118] DefaultCPUAllocator: can't allocate memory: you tried 8 TB"),
    ],
)
def test_too_little_memory_names_the_setting(raised: Exception, tmp_path: Path) -> None:
    with pytest.raises(OutOfMemory) as caught, told(tmp_path):
        raise raised
    assert "pass_tokens" in (caught.value.cure or "")


@pytest.mark.parametrize(
    "raised",
    [
        OSError(errno.ENOSPC, "No space left on device", "checkpoint.pt"),
        RuntimeError("[enforce fail at inline_container.cc:664] . unexpected pos 64 vs 0"),
    ],
)
def test_a_full_disk_is_told_as_one(raised: Exception, tmp_path: Path) -> None:
    with pytest.raises(DiskFull) as caught, told(tmp_path):
        raise raised
    assert "--resume" in (caught.value.cure or "")


def test_another_fault_of_the_disk_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(TrainError, match=r"log\.jsonl"), told(tmp_path):
        raise PermissionError(errno.EACCES, "Permission denied", "log.jsonl")


def test_a_defect_stays_one(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="shape"), told(tmp_path):
        raise RuntimeError("shape mismatch")


def test_a_real_allocation_that_is_too_large_is_told(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    with pytest.raises(OutOfMemory), told(tmp_path):
        torch.empty(1 << 60)
