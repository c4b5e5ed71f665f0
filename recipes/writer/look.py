"""Says of each lesson written for the writer whether a newsroom would use it, and if not, why.

`python recipes/writer/look.py FILE ...`. A file has blocks of lines with an empty line between them: a passage, then
sentences that say it anew; in a file whose name begins with `headlines`, headlines over it. What fails here is left
out of the set that is trained on (`build.py`), so a lesson that fails is to be mended or dropped.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from newswright.records import Evidence, Passage, Verdict
from newswright.text.overlap import overlap
from newswright.text.quotes import outside_quotations
from newswright.text.words import words
from newswright.verify import VerifyOptions, check_sentence
from newswright.write import WriteOptions
from newswright.write.headline import LONGEST, SHORTEST
from newswright.write.sentence import Reworded, is_own, judge
from newswright.write.soundness import unsound

OPTIONS = WriteOptions()


def blocks(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the passages of a lessons file with what is said of each: blocks of lines, the passage first."""
    for block in path.read_text("utf-8").strip().split("\n\n"):
        passage, *said = block.strip().splitlines()
        yield passage.strip(), [line.strip() for line in said]


def of(text: str) -> Passage:
    """Return `text` as a passage of a wire."""
    return Passage(item="i1", url="", source="The Wire", text=text, start=0, end=len(text))


def check(sentence: str, evidence: Sequence[Evidence]) -> Verdict:
    """Check as a newsroom with default settings does."""
    return check_sentence(sentence, evidence, VerifyOptions())


def sentence_fault(passage: str, sentence: str) -> str:
    """Return why a newsroom would not use the sentence, "" where it would."""
    attempt, version = judge(Reworded(sentence, ""), of(passage), check, OPTIONS)
    if version is not None:
        return "" if version.text == sentence else f"used only as “{version.text}”"
    if not attempt.verdict.supported:
        return "; ".join(attempt.verdict.reasons)
    if not is_own(sentence, passage, OPTIONS.longest_run):
        run = overlap(outside_quotations(sentence), passage)
        return f"a copy: {run.longest} words in a row, “{run.run}”"
    return unsound(sentence, passage, whole=False) or "too little of the passage is kept"


def headline_fault(passage: str, headline: str) -> str:
    """Return why a newsroom would not use the headline, "" where it would."""
    count = len(words(headline))
    if not SHORTEST <= count <= LONGEST:
        return f"{count} words"
    if overlap(headline, passage).longest >= count:
        return "a piece of the passage"
    evidence = of(passage).model_dump(exclude={"headline", "disputed"})
    return "; ".join(check(headline, [Evidence(**evidence)]).reasons)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    for path in parser.parse_args().files:
        fault = headline_fault if path.name.startswith("headlines") else sentence_fault
        good = seen = 0
        for passage, said in blocks(path):
            for text in said:
                why = fault(passage, text)
                seen, good = seen + 1, good + (not why)
                if why:
                    print(f"{path.name}: {text}\n    of: {passage}\n    {why}")
        print(f"{path.name}: {good} of {seen} pass")


if __name__ == "__main__":
    main()
