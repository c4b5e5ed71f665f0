"""Settings: the file, the environment over it, and each way in which either can be wrong."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import BaseModel

from newswright.errors import NewsroomError, SettingsError
from newswright.newsroom import Newsroom
from newswright.settings import FILE, Settings, load, read


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper().startswith("NEWSWRIGHT_"):
            monkeypatch.delenv(name)


def written(folder: Path, text: str | bytes) -> Path:
    (folder / FILE).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def told(folder: Path) -> str:
    """Return what a user is told of the settings in `folder`."""
    with pytest.raises(SettingsError) as caught:
        load(folder)
    assert caught.value.cure
    return caught.value.what


def test_an_empty_file_sets_nothing(tmp_path: Path) -> None:
    settings = load(written(tmp_path, ""))
    assert settings == Settings()
    assert (settings.model.engine, settings.write.max_sentences, settings.archive) == ("embedded", None, "")


def test_the_file_sets_tables_and_tables_in_tables(tmp_path: Path) -> None:
    text = """
        archive = "postgresql://desk@db.example/news"
        [write]
        max_sentences = 4
        [ingest]
        max_file_bytes = 1000
        [ingest.mediastack]
        key_env = "THE_KEY"
        monthly_quota = "unlimited"
        [verify]
        skip = ["copying"]
    """
    settings = load(written(tmp_path, text))
    assert settings.archive == "postgresql://desk@db.example/news"
    assert settings.write.max_sentences == 4
    assert settings.write.min_sentences == Settings().write.min_sentences, "its neighbour keeps its default"
    assert (settings.ingest.max_file_bytes, settings.ingest.mediastack.key_env) == (1000, "THE_KEY")
    assert settings.ingest.mediastack.monthly_quota is None
    assert settings.verify.skip == ("copying",)


def test_the_environment_wins_key_by_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "[write]\nmax_sentences = 4\nmin_sentences = 3\n[ingest.mediastack]\ntimeout_s = 9\n")
    monkeypatch.setenv("NEWSWRIGHT_WRITE__MAX_SENTENCES", "5")
    monkeypatch.setenv("newswright_ingest__mediastack__attempts", "7")
    monkeypatch.setenv("NEWSWRIGHT_VERIFY__SKIP", '["names", "dates"]')
    monkeypatch.setenv("NEWSWRIGHT_ARCHIVE", "sqlite:////elsewhere/archive.db")
    settings = load(tmp_path)
    assert (settings.write.max_sentences, settings.write.min_sentences) == (5, 3)
    assert (settings.ingest.mediastack.attempts, settings.ingest.mediastack.timeout_s) == (7, 9.0)
    assert settings.verify.skip == ("names", "dates")
    assert settings.archive == "sqlite:////elsewhere/archive.db"


def test_variables_that_are_no_settings_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWRIGHT_NEWSROOM", "desk")
    monkeypatch.setenv("NEWSWRIGHT_INDEX_URL", "https://mirror.example/simple")
    assert load(written(tmp_path, "")) == Settings()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[write]\nmax_sentence = 4", "there is no setting “write.max_sentence” (did you mean “max_sentences”?)"),
        ("[modell]\nengine = 'echo'", "there is no setting “modell” (did you mean “model”?)"),
        ("[ingest.mediastak]", "there is no setting “ingest.mediastak” (did you mean “mediastack”?)"),
        ("[ingest.mediastack]\nlimit = 5", "there is no setting “ingest.mediastack.limit”"),
        ("zzz = 1", "known here: archive, bulk, curate, ingest, instruct, model, publish, train, verify, write"),
        ("[write]\nmax_sentences = 'many'", "“write.max_sentences” is 'many'"),
        ("[write]\nmax_sentences = 0", "“write.max_sentences” is 0"),
        ("[model]\nengine = 'gpt'", "“model.engine” is 'gpt'"),
        ("write = 5", "“write” is 5"),
        ("[publish]\nlanguage = 'not a tag'", "“publish.language” is 'not a tag'"),
        ("[verify]\nskip = ['spelling']", "no check is called spelling"),
        ("[write\n", "is not valid TOML"),
        ("[write]\nseed = 1\n[write]\nseed = 2", "is not valid TOML"),
        (b"[publish]\ntitle = 'S\xf6ndag'", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_named_with_the_file(tmp_path: Path, text: str | bytes, sentence: str) -> None:
    said = told(written(tmp_path, text))
    assert sentence in said
    assert str(tmp_path / FILE) in said


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    said = told(written(tmp_path, "[write]\nmax_sentence = 4\nrounds = 99\n[model]\nengin = 'echo'"))
    assert len(said.splitlines()) == 3
    assert all(word in said for word in ("max_sentence", "rounds", "engin"))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("NEWSWRIGHT_WRITE__MAX_SENTENCE", "4", "“write.max_sentence” (did you mean “max_sentences”?)"),
        ("NEWSWRIGHT_MODLE__ENGINE", "echo", "there is no table “modle” (did you mean “model”?)"),
        ("NEWSWRIGHT_WRITE__MAX_SENTENCES", "many", "“write.max_sentences” is 'many'"),
        ("NEWSWRIGHT_WRITE", "many", "“write”"),
        ("NEWSWRIGHT_VERIFY__SKIP", "names", "verify"),
    ],
)
def test_a_variable_that_is_wrong_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    assert sentence.strip("“”") in told(written(tmp_path, ""))


@pytest.mark.parametrize(
    "value", ["http://desk:SECRET@api.example/v1", "http://api.example/v1?access_key=SECRET", "//x#SECRET://"]
)
def test_a_key_in_an_address_is_not_repeated(tmp_path: Path, value: str) -> None:
    said = told(written(tmp_path, f"[ingest.mediastack]\nbase_url = '{value}'"))
    assert "base_url" in said
    assert "SECRET" not in said


def test_a_key_that_is_given_as_a_setting_is_not_repeated(tmp_path: Path) -> None:
    assert "SECRET" not in told(written(tmp_path, "[ingest.mediastack]\naccess_key = 'SECRET'"))


def test_no_file_is_no_newsroom(tmp_path: Path) -> None:
    with pytest.raises(NewsroomError, match=r"is no newsroom: it has no newsroom\.toml\nMake one with"):
        load(tmp_path)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(NewsroomError, match="cannot be read"):
        load(tmp_path)
    with pytest.raises(NewsroomError, match="cannot be read"):
        load(written(tmp_path / FILE, "") / FILE)


def test_settings_do_not_change(tmp_path: Path) -> None:
    settings = load(written(tmp_path, ""))
    with pytest.raises(ValueError, match="frozen"):
        settings.archive = "other"  # type: ignore[misc]


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(title=st.text(min_size=1, max_size=140))
def test_any_title_makes_a_newsroom_or_is_refused(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    folder = tmp_path_factory.mktemp("room")
    kept = "".join(char for char in title if char.isprintable())
    if 1 <= len(kept) <= 120:
        with Newsroom.init(folder, title=title) as room:
            assert room.settings.publish.title == kept
    else:
        with pytest.raises(SettingsError, match=r"publish\.title"):
            Newsroom.init(folder, title=title)
        assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("harbour-desk_2", "Harbour Desk 2"),
        ('the "quay" \\ packet', 'The "Quay" \\ Packet'),
        ("x" * 200, "X" + "x" * 59),
        ("\u200b\udcff", "Newsroom"),
    ],
)
def test_a_newsroom_is_called_like_its_folder(tmp_path: Path, name: str, title: str) -> None:
    with Newsroom.init(tmp_path / name) as room:
        assert room.settings.publish.title == title


def leaves(table: type[BaseModel], before: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Return every setting there is, with its default."""
    found: list[tuple[tuple[str, ...], Any]] = []
    for name, field in table.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found += leaves(field.annotation, (*before, name))
        else:
            found.append(((*before, name), field.get_default(call_default_factory=True)))
    return found


def test_every_setting_has_a_default_that_it_accepts(tmp_path: Path) -> None:
    for where, default in leaves(Settings):
        table: Any = default
        for name in reversed(where):
            table = {name: table}
        assert read(table, tmp_path / FILE) == Settings(), where


def test_every_setting_says_what_it_does() -> None:
    def described(table: type[BaseModel]) -> None:
        for name, field in table.model_fields.items():
            if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
                described(field.annotation)
            else:
                assert field.description, f"{table.__name__}.{name}"

    described(Settings)
