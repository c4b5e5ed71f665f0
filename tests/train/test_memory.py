from __future__ import annotations

from newswright.models.catalogue import Shape, trainable
from newswright.train.memory import Load, adapter_size, estimate, free, resident, room_here, what_fits
from newswright.train.options import SftOptions

GB = 1_000_000_000
SMALL = Shape(layers=30, hidden=576, intermediate=1536, heads=9, kv_heads=3, head=64, vocabulary=49152, tied=True)
PARAMETERS, ADAPTER = 134_515_008, 4_884_480


def _load(tokens: int, **changes: object) -> Load:
    given: dict[str, object] = {
        "parameters": PARAMETERS,
        "trained": ADAPTER,
        "tokens": tokens,
        "labels": 0.5,
        "precision": "bf16",
        "device": "cpu",
    }
    return Load(**{**given, **changes})  # type: ignore[arg-type]


def test_estimate_is_near_what_was_measured() -> None:
    """The measured bytes are those of the table in docs/train/memory.md."""
    for weights, precision, tokens, twice, measured in (
        ("lora", "bf16", 512, False, 1393),
        ("lora", "bf16", 1024, False, 2447),
        ("lora", "bf16", 2048, False, 4554),
        ("lora", "bf16", 512, True, 1016),
        ("lora", "bf16", 1024, True, 1632),
        ("lora", "bf16", 2048, True, 2921),
        ("full", "bf16", 1024, False, 4218),
        ("full", "bf16", 1024, True, 3413),
        ("lora", "fp32", 512, True, 1490),
        ("lora", "fp32", 1024, False, 4010),
    ):
        trained = PARAMETERS if weights == "full" else ADAPTER
        found = estimate(SMALL, weights, _load(tokens, trained=trained, checkpointed=twice, precision=precision))
        assert abs((found.total - found.libraries) / (measured * 1e6) - 1) < 0.25, (weights, tokens, twice)


def test_full_weights_in_32_bits_take_16_bytes_for_each_parameter() -> None:
    found = estimate(SMALL, "full", _load(0, trained=PARAMETERS, precision="fp32"))
    assert found.weights + found.optimizer + found.gradients == 16 * PARAMETERS


def test_quantised_base_takes_less_than_a_third_of_bf16() -> None:
    of = {weights: estimate(SMALL, weights, _load(64)).weights for weights in ("lora", "qlora")}
    assert of["lora"] == 2 * PARAMETERS
    assert of["qlora"] < of["lora"] / 3


def test_checkpointing_keeps_less_and_shards_divide_what_is_shared() -> None:
    plain, twice = (estimate(SMALL, "lora", _load(1024, checkpointed=on)) for on in (False, True))
    assert twice.activations < plain.activations / 8
    shared = estimate(SMALL, "lora", _load(1024, shards=4))
    assert (shared.weights, shared.activations) == (plain.weights // 4, plain.activations)


def test_adapter_of_the_embedded_model_has_as_many_parameters_as_peft_gives_it() -> None:
    assert adapter_size(SMALL, 16) == ADAPTER


def test_what_fits_grows_with_the_room() -> None:
    model = trainable("llama-2-7b")
    assert model is not None
    rooms = [("cuda", 4 * GB), ("cuda", 12 * GB), ("cuda", 24 * GB), ("cuda", 141 * GB), ("cpu", 12 * GB), ("cpu", 0)]
    found = [what_fits(model.shape, model.parameters, SftOptions(), room) for room in rooms]
    assert found == ["no", "qlora", "lora", "full", "no", "?"]


def test_room_is_found_on_this_machine() -> None:
    assert room_here()[1] > GB // 4
    assert 0 < free("cpu") <= 2**50
    assert 0 < resident() <= resident("VmHWM")
