"""The pages of `dropgrade explain`: one subject each, on one screen, with an example to try."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dropgrade.errors import TargetError

FOLDER = Path(__file__).parent
ALSO = re.compile(r"<!-- also: (.*) -->\n")
NEAR = 0.6


@dataclass(frozen=True, slots=True)
class Subject:
    """A page: its name, its title, other words that lead to it, and its Markdown."""

    name: str
    title: str
    also: tuple[str, ...]
    markdown: str


def subjects() -> Iterator[Subject]:
    """Yield all pages by name."""
    for file in sorted(FOLDER.glob("*.md")):
        text = file.read_text("utf-8")
        also = ALSO.search(text)
        yield Subject(
            file.stem,
            text.partition("\n")[0].removeprefix("# "),
            tuple(also[1].split(", ")) if also else (),
            ALSO.sub("", text, count=1),
        )


def subject_named(word: str) -> Subject:
    """Return the page for a word or its beginning; raises `TargetError` with the nearest one if there is none."""
    pages, wanted = list(subjects()), word.strip().lower()
    by_word = {each: page for page in pages for each in (*page.also, page.name)}
    if wanted in by_word:
        return by_word[wanted]
    begun = {page.name: page for each, page in by_word.items() if wanted and each.startswith(wanted)}
    if len(begun) == 1:
        return next(iter(begun.values()))
    near = sorted(begun) or difflib.get_close_matches(wanted, by_word, n=1, cutoff=NEAR)
    words = " or ".join(by_word[each].name for each in near)
    hint = f"Did you mean {words}? dropgrade explain lists all." if near else "dropgrade explain lists all pages."
    raise TargetError(f"There is no page about {word!r}.", hint)
