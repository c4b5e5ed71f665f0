from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newswright.models import CheckerOptions, Judgement
from newswright.records import Decision, Gravity, Label, Verification
from newswright.verify import Source, Text, VerifyOptions, verify
from newswright.verify.examine import examine

RULES = VerifyOptions(skip=("entailment",))
SOURCE = """A ferry sank off Orm on Tuesday, killing 31 people, the coast guard said.

Captain Ann Lee said: “We lost the ship in two minutes.” The bow door may have been open."""


class Sure:
    """A checker that knows the sentences it is sure of."""

    name = "sure"
    calibration: Mapping[str, float] = {}

    def __init__(self, wrong: str) -> None:
        self.wrong = wrong

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        found = []
        for _, sentence in pairs:
            at = sentence.find(self.wrong)
            found.append(Judgement(4.0) if at < 0 else Judgement(-4.0, (at, at + len(self.wrong))))
        return found


def test_a_true_text_may_go_out() -> None:
    found = verify("A ferry went down near Orm. Thirty-one people died, the coast guard said.", [SOURCE], RULES)
    assert [one.label for one in found.sentences] == [Label.SUPPORTED, Label.SUPPORTED]
    assert found.decision is Decision.PUBLISH
    assert found.reasons == ()


def test_a_contradiction_refuses_the_text_and_says_what_the_source_has() -> None:
    found = verify("A ferry sank off Orm. In all, 13 people died.", [SOURCE], RULES)
    assert found.sentences[1].label is Label.CONTRADICTED or found.sentences[1].label is Label.NOT_FOUND
    assert "31" in found.sentences[1].reasons[0]
    assert found.decision is not Decision.PUBLISH


def test_every_place_counts_the_whole_text() -> None:
    found = verify(Text("A ferry sank off Orm.\n\nLee spoke to 52 reporters.", "Ferry sinks off Orm"), [SOURCE], RULES)
    assert found.sentences[0].headline
    for one in found.sentences:
        assert found.text[one.start : one.end] == one.text
        for finding in one.findings:
            assert one.start <= finding.start < finding.end <= one.end
    [number] = [finding for one in found.sentences for finding in one.findings if finding.check == "numbers"]
    assert found.text[number.start : number.end] == "52"


def test_evidence_stands_in_its_source_to_the_letter() -> None:
    source = Source("wire-1", SOURCE, "The Wexley Courier", "https://example.org/1")
    found = verify("A ferry sank off Orm.", [source], RULES)
    for piece in found.sentences[0].evidence:
        assert (piece.item, piece.source, piece.url) == ("wire-1", "The Wexley Courier", "https://example.org/1")
        assert SOURCE[piece.start : piece.end] == piece.text


def test_the_learned_checker_flags_what_the_rules_cannot_see() -> None:
    text = Text("A ferry sank off Orm on Tuesday. The coast guard praised the captain.")
    found = examine(text, [Source("s", SOURCE)], VerifyOptions(), Sure("praised"))
    assert [one.label for one in found.sentences] == [Label.SUPPORTED, Label.NOT_FOUND]
    [finding] = found.sentences[1].findings
    assert finding.check == "entailment"
    assert found.text[finding.start : finding.end] == "praised"
    assert "least of all “praised”" in finding.detail
    assert found.decision is Decision.LOOK
    assert found.checker == "sure"


def test_a_sentence_about_something_else_is_not_found_whatever_the_checker_says() -> None:
    text = Text("The mayor of Leck resigned after a vote in parliament about the guard.")
    found = examine(text, [Source("s", SOURCE)], VerifyOptions(), Sure("nothing"))
    assert found.sentences[0].label is Label.NOT_FOUND


def test_what_a_source_says_word_for_word_is_supported_whatever_the_checker_says() -> None:
    found = examine(Text("A ferry sank off Orm on Tuesday."), [Source("s", SOURCE)], VerifyOptions(), Sure("ferry"))
    assert found.sentences[0].label is Label.SUPPORTED


def test_a_text_that_is_mostly_unsupported_is_refused() -> None:
    found = examine(Text("The moon is made of a ferry."), [Source("s", SOURCE)], VerifyOptions(), Sure("moon"))
    assert found.decision is Decision.REFUSE


@pytest.mark.parametrize("sources", [[], [""], ["   "]])
def test_no_source_is_a_refusal_with_a_reason(sources: list[str]) -> None:
    found = verify("A ferry sank.", sources, RULES)
    assert found.decision is Decision.REFUSE
    assert found.reasons == ("there is no source with any text",)


def test_an_empty_text_is_a_refusal_with_a_reason() -> None:
    assert verify("", [SOURCE], RULES).reasons == ("there is no sentence to check",)


def test_another_language_gets_the_checks_that_apply_and_hears_of_the_others() -> None:
    text = "Die Fähre sank am Dienstag vor Orm. Kapitän Lee sagte: „Wir verloren das Schiff in zehn Minuten.“"
    source = (
        "Am Dienstag ist vor Orm eine Fähre gesunken. Kapitän Lee sagte: „Wir verloren das Schiff in zwei Minuten.“"
    )
    found = verify(text, [source], VerifyOptions())
    assert found.language == "de"
    assert set(found.ran) == {"quotations", "headline", "copying"}
    assert "knows English only" in found.left_out["numbers"]
    assert found.sentences[1].label is Label.CONTRADICTED


def test_a_long_copied_run_is_told_and_a_licence_takes_it_back() -> None:
    long = "the old rope works by the quay burned for nine hours before crews from four towns could bring hoses down to"
    long += " the water and put out the last of the flames behind the tannery wall"
    text = f"Reporters saw how {long}."
    source = Source("s", f"Yesterday {long}, where nobody lives.", "Courier")
    found = verify(text, [source], RULES)
    [copy] = [finding for finding in found.findings if finding.check == "copying"]
    assert copy.gravity is Gravity.DOUBT
    assert found.decision is Decision.LOOK
    assert found.text[copy.start : copy.end] == long
    freed = verify(text, [source], RULES.model_copy(update={"licensed": ("s",)}))
    assert freed.findings[0].gravity is Gravity.NOTE
    assert freed.decision is Decision.PUBLISH


def test_a_copy_of_an_agency_report_is_no_second_source() -> None:
    sources = [
        Source("a", SOURCE, "A"),
        Source("b", f"WEXLEY (Agency) {SOURCE}", "B"),
        Source("c", "Rain fell on Leck."),
    ]
    assert [seen.copy_of for seen in verify("A ferry sank.", sources, RULES).sources] == ["", "a", ""]


def test_the_form_is_stable_and_reads_back() -> None:
    found = verify(Text("A ferry sank off Orm. 44 died.", "Ferry sinks"), [SOURCE], RULES)
    assert Verification.model_validate_json(found.model_dump_json()) == found
    assert found.form == 1


TRICKY = [
    "قال المتحدث إن السفينة غرقت يوم الثلاثاء قبالة الساحل ومات واحد وثلاثون شخصا.",
    "הספינה טבעה ביום שלישי, אמר הדובר: ״איבדנו את הספינה״.",
    "🚢💥 31 🧍 died — “we… lost [the ship]” ‘two’ „minutes“ «now»",
    "“" * 400,
    '"' * 401 + "word",
    "1" * 5000 + " people",
    "$" * 300 + "9.9.9.9bn%%",
    "\u202e31\u202c\u200b people\ufeff",
    "A" * 3000,
    "- - - -- --- —— ...",
    "\x00\x01 31 people",
    "31 May 31 May 31 May " * 200,
]


@pytest.mark.parametrize("text", TRICKY, ids=range(len(TRICKY)))
def test_odd_text_neither_crashes_nor_hangs(text: str) -> None:
    start = time.perf_counter()
    for body, source in ((text, SOURCE), ("31 people died. “We lost it,” said Lee.", text), (text, text)):
        found = verify(body, [source], RULES)
        assert found.decision in set(Decision)
    assert time.perf_counter() - start < 20


def test_a_sentence_of_a_megabyte_ends() -> None:
    start = time.perf_counter()
    long = "word31 and Orm “ferry” on Tuesday " * 30_000
    verify(long, [SOURCE], RULES)
    assert time.perf_counter() - start < 60


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=300),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=300),
)
def test_any_text_has_a_verdict_and_its_places_hold(text: str, source: str) -> None:
    found = verify(text, [source], RULES)
    for one in found.sentences:
        assert found.text[one.start : one.end] == one.text
        assert all(source[piece.start : piece.end] == piece.text for piece in one.evidence)
        assert all(0 <= finding.start <= finding.end <= len(found.text) for finding in one.findings)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SOURCE.replace("\n", " ").split()), min_size=3, max_size=40))
def test_a_source_supports_itself(parts: list[str]) -> None:
    text = " ".join(parts)
    found = verify(text, [text], RULES)
    assert all(not finding.contradicts for one in found.sentences for finding in one.findings)


def test_work_grows_with_the_sources_and_not_with_their_square() -> None:
    def took(times: int) -> float:
        sources = [f"Report {at}. {SOURCE} Then {at} boats came." for at in range(times)]
        start = time.perf_counter()
        verify("A ferry sank off Orm. " * 20, sources, RULES)
        return time.perf_counter() - start

    took(5)
    assert took(80) < 16 * max(took(10), 0.02) * 3


def test_without_a_checker_support_is_unknown() -> None:
    found = verify("A ferry sank off Orm.", [SOURCE], VerifyOptions(checker=CheckerOptions(engine="none")))
    assert found.sentences[0].support is None
    assert "no learned checker" in found.left_out["entailment"]


def test_a_text_is_supported_as_far_as_its_least_supported_sentence() -> None:
    text = Text("A ferry sank off Orm on Tuesday. The coast guard praised the captain. In all 44 people were killed.")
    found = examine(text, [Source("s", SOURCE)], VerifyOptions(), Sure("praised"))
    assert found.support == min(one.support for one in found.sentences if one.support is not None)
    assert found.support < 0.5
    assert found.sentences[2].support is not None
    assert found.sentences[2].support <= 0.2  # the rules found a fault, and the checker is sure of the contrary
    assert verify("A ferry sank off Orm.", [SOURCE], RULES).support is None


def test_what_a_model_says_about_its_text_is_noted_and_not_judged() -> None:
    text = (
        "Sure! Here is a summary of the news article within 99 words:\n\nA ferry sank off Orm on Tuesday.\n\n(7 words)"
    )
    found = verify(text, [SOURCE], RULES)
    assert [one.text for one in found.sentences] == ["A ferry sank off Orm on Tuesday."]
    assert found.decision is Decision.PUBLISH
    notes = [finding for finding in found.findings if finding.check == "asides"]
    assert len(notes) == 2
    assert all(note.gravity is Gravity.NOTE for note in notes)
    assert found.text[notes[-1].start : notes[-1].end].strip() == "(7 words)"
    left_out = verify(text, [SOURCE], VerifyOptions(skip=("entailment", "asides")))
    assert len(left_out.sentences) > 1
