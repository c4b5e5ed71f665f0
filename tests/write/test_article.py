"""An article from a brief with models that answer as they are told: used, mended, fallen back, refused."""

from collections.abc import Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from newswright.models import Reply, Request
from newswright.records import Origin, Status, Story, WireItem
from newswright.verify import check_sentence
from newswright.write import WriteOptions, article_id, brief, write
from newswright.write.attribute import attributed

ITEM = WireItem.make(
    url="https://gazette.example/1",
    source="Sample Gazette",
    outlet="gazette.example",
    title="Rope works burn on Tarn Quay",
    description="A fire destroyed the rope works on Tarn Quay on Tuesday after a spark from a lamp. "
    "“We could not save it,” said station manager Graham Ottery. "
    "Divers from the town of Hexcombe found two bicycles in the harbour below.",
    published_at=datetime(2026, 3, 17, 6, tzinfo=UTC),
    language="en",
)
STORY = Story(id="s1", slug="rope-works", items=(ITEM.id,), outlets=("gazette.example",), language="en")
OPTIONS = WriteOptions()


class Scripted:
    """A model that answers by what the request holds; a real object with the protocol's methods, not a mock."""

    name, parallel = "scripted", 1

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.asked = 0

    def complete(self, requests: Sequence[Request]) -> list[Reply]:
        self.asked += len(requests)
        return [self._answer(request) for request in requests]

    def _answer(self, request: Request) -> Reply:
        text = next((answer for key, answer in self.answers.items() if key in request.own), "Nonsense from nowhere.")
        return Reply(text=text, finish="stop", prompt_tokens=1, reply_tokens=1)

    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


GOOD = "After a spark from a lamp, a fire destroyed the rope works on Tarn Quay on Tuesday."


def test_a_supported_version_is_used_and_the_rest_is_quoted() -> None:
    model = Scripted({"Wire: A fire": GOOD})
    copy = write(STORY, brief(STORY, [ITEM], OPTIONS), model, check_sentence, OPTIONS)
    assert copy.status is Status.PUBLISHED
    by_origin = {sentence.text: sentence.origin for sentence in copy.sentences}
    assert by_origin[GOOD] is Origin.MODEL
    assert sum(origin is Origin.SOURCE for origin in by_origin.values()) == 2
    assert all(sentence.verdict.supported for sentence in copy.sentences)


def test_what_a_model_invents_is_kept_but_never_printed() -> None:
    model = Scripted({})
    copy = write(STORY, brief(STORY, [ITEM], OPTIONS), model, check_sentence, OPTIONS)
    assert all(sentence.origin is Origin.SOURCE for sentence in copy.sentences)
    assert any(attempt.text == "Nonsense from nowhere." for attempt in copy.sentences[0].attempts)
    assert "Nonsense" not in " ".join(sentence.text for sentence in copy.sentences)
    assert copy.title is not None
    assert copy.title.origin is Origin.SOURCE


def test_a_hostile_reply_cannot_be_printed() -> None:
    model = Scripted({"Wire": "The mayor resigned.", "Report": "<script>alert(1)</script> Mayor resigns today"})
    copy = write(STORY, brief(STORY, [ITEM], OPTIONS), model, check_sentence, OPTIONS)
    assert "mayor" not in (copy.headline + " ".join(sentence.text for sentence in copy.sentences)).lower()


def test_thin_evidence_is_refused_without_asking_the_model() -> None:
    model = Scripted({})
    thin = brief(STORY, [ITEM], WriteOptions(min_words=500))
    copy = write(STORY, thin, model, check_sentence, OPTIONS)
    assert (copy.status, model.asked) == (Status.REFUSED, 0)
    assert copy.reason.endswith("500 needed")


def test_the_id_is_known_before_and_changes_with_what_it_is_made_of() -> None:
    same = article_id(STORY, "scripted", OPTIONS)
    assert write(STORY, brief(STORY, [ITEM], OPTIONS), Scripted({}), check_sentence, OPTIONS).id == same
    assert article_id(STORY, "other", OPTIONS) != same
    assert article_id(STORY.model_copy(update={"items": ("i1", "i2")}), "scripted", OPTIONS) != same
    assert article_id(STORY, "scripted", WriteOptions(seed=1)) != same


def _titled(title: str) -> tuple[Story, WireItem]:
    item = WireItem.make(
        url=ITEM.url, source=ITEM.source, outlet=ITEM.outlet, title=title, description=ITEM.description, language="en"
    )
    return STORY.model_copy(update={"items": (item.id,)}), item


def test_without_a_title_the_first_passage_is_the_headline() -> None:
    story, item = _titled("")
    copy = write(story, brief(story, [item], OPTIONS), Scripted({}), check_sentence, OPTIONS)
    assert copy.status is Status.PUBLISHED
    assert copy.headline == "A fire destroyed the rope works on Tarn Quay on Tuesday after a spark from a lamp"


def test_a_title_that_fails_gives_way_to_one_that_passes() -> None:
    story, item = _titled("Why I watched the rope works on Tarn Quay burn")
    both = story.model_copy(update={"items": (item.id, ITEM.id)})
    copy = write(both, brief(both, [item, ITEM], OPTIONS), Scripted({}), check_sentence, OPTIONS)
    assert copy.headline == "Rope works burn on Tarn Quay"
    alone = write(story, brief(story, [item], OPTIONS), Scripted({}), check_sentence, OPTIONS)
    assert (alone.status, alone.reason.split(":")[0]) == (Status.REFUSED, "no headline passed the checks")


def test_every_form_of_attribution_passes_the_checks() -> None:
    made = brief(STORY, [ITEM], OPTIONS)
    for passage in made.passages:
        for turn in range(3):
            text = attributed(passage, turn)
            evidence = write(STORY, made, Scripted({}), check_sentence, OPTIONS).sentences[0].evidence[0]
            own = evidence.model_copy(update={"text": passage.text})
            assert check_sentence(text, [own]).reasons == (), text
