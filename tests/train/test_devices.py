from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("trl")
yaml = pytest.importorskip("yaml")

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "src/newswright/train/devices").glob("*.yaml"))


def _run(*command: str) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, *command], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.slow
def test_two_processes_give_the_result_of_one(tmp_path: Path) -> None:
    module = ("-m", "tests.train.together", str(tmp_path))
    _run(*module)
    _run("-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", *module)
    for weights in ("lora", "full"):
        _compare(torch.load(tmp_path / f"{weights}-of-1.pt"), torch.load(tmp_path / f"{weights}-of-2.pt"))


def _compare(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert len(one["losses"]) == len(two["losses"]) == 8
    assert one["losses"][-1] != pytest.approx(one["losses"][0], abs=0.01)  # it learnt something to compare
    assert two["losses"] == pytest.approx(one["losses"], abs=1e-4)
    assert one["weights"].keys() == two["weights"].keys()
    for name, value in one["weights"].items():
        assert torch.allclose(value, two["weights"][name], rtol=0, atol=1e-5), name


@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.stem)
def test_accelerate_reads_each_shipped_configuration(file: Path) -> None:
    from accelerate.commands.config.config_args import load_config_from_file  # noqa: PLC0415

    read, told = load_config_from_file(str(file)), yaml.safe_load(file.read_text("utf-8"))
    assert read.distributed_type == told["distributed_type"]
    assert read.num_processes == told["num_processes"]


def test_four_configurations_are_shipped() -> None:
    assert [file.stem for file in SHIPPED] == ["cpu", "deepspeed", "fsdp-machines", "fsdp"]
