from __future__ import annotations

from typing import get_args

import pytest

from newswright.errors import SettingsError
from newswright.settings import Settings
from newswright.train.options import Method, RlhfOptions, TrainOptions
from newswright.train.presets import preset, presets
from newswright.training import options_of

METHODS = get_args(Method)


@pytest.mark.parametrize("name", ["quick", "laptop", "gpu", "cluster"])
@pytest.mark.parametrize("method", METHODS)
def test_every_preset_is_valid_for_every_method(name: str, method: Method) -> None:
    table = getattr(TrainOptions(), method)
    options = type(table).model_validate({**table.model_dump(), **preset(name, method)})
    assert options.length >= 512
    assert options.pass_tokens >= options.length or name == "quick"
    if isinstance(options, RlhfOptions):
        assert options.batch % options.answers == 0


def test_all_presets_are_tested_and_name_methods_that_there_are() -> None:
    assert list(presets()) == ["quick", "laptop", "gpu", "cluster"]
    for told in presets().values():
        assert told["about"]
        assert {key for key, value in told.items() if isinstance(value, dict)} <= set(METHODS)


def test_a_methods_own_table_wins() -> None:
    assert preset("quick", "sft")["batch"] == 4
    assert preset("quick", "rlhf")["batch"] == 8
    assert not {"about", "rlhf"} & set(preset("quick"))


def test_unknown_preset_lists_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r"“huge”[\s\S]*quick, laptop, gpu, cluster"):
        preset("huge")


@pytest.mark.parametrize("given", [{"batch": 10}, {"answers": 3}])
def test_a_batch_holds_whole_groups_of_answers(given: dict[str, int]) -> None:
    with pytest.raises(SettingsError, match="must be a multiple of"):
        options_of(Settings(), "rlhf", "", given)
