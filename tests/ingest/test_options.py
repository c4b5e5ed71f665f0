"""Settings are checked where they are set."""

import pytest
from pydantic import ValidationError

from newswright.ingest import IngestOptions, MediastackOptions


def test_defaults_are_the_free_plan() -> None:
    options = IngestOptions()
    assert options.mediastack.monthly_quota == 100
    assert options.mediastack.base_url == "http://api.mediastack.com/v1"
    assert options.mediastack.key_env == "MEDIASTACK_KEY"
    assert options.max_file_bytes == 256 * 1024 * 1024


def test_toml_can_say_unlimited() -> None:
    assert MediastackOptions.model_validate({"monthly_quota": "unlimited"}).monthly_quota is None
    assert MediastackOptions.model_validate({"monthly_quota": "250"}).monthly_quota == 250


def test_a_slash_at_the_end_is_no_matter() -> None:
    assert MediastackOptions(base_url="https://wire.example/v1/").base_url == "https://wire.example/v1"


NO_ADDRESSES = """
api.mediastack.com
ftp://wire.example
http://
http://me:key@wire.example
http://wire.example/?access_key=1
http://wire example/
http://wire.example:port/
"""


@pytest.mark.parametrize("base_url", NO_ADDRESSES.split("\n")[1:])
def test_addresses_that_are_none(base_url: str) -> None:
    with pytest.raises(ValidationError, match="http or https address"):
        MediastackOptions(base_url=base_url)


@pytest.mark.parametrize(
    "wrong", [{"access_key": "x"}, {"monthly_quota": -1}, {"timeout_s": 0}, {"attempts": 0}, {"monthly_quota": "lots"}]
)
def test_wrong_settings(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MediastackOptions.model_validate(wrong)
