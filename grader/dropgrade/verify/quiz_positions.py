"""Phrases that name an option by its position, which are wrong for most students because options are shuffled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from dropgrade.course.prose import plain
from dropgrade.quiz.format.model import Question

ORDINAL = "(?:first|second|third|fourth|fifth|sixth|seventh|eighth|last)"
COUNTS = {"Three": 3, "Four": 4, "Five": 5, "Six": 6, "Seven": 7, "Eight": 8}
OPTION = "(?:option|answer|statement|claim|alternative)s?"
SEVERAL = rf"the\s+{ORDINAL}(?:(?:\s*,|\s+and|\s+or|\s*,\s*and)\s+(?:the\s+)?{ORDINAL})*+"
"""One ordinal or several, such as `the first`, and `the second and third`."""
BETWEEN = r"two|three|four|right|wrong|of\s+(?:the|these)"
VERBS = "is|are|was|were|has|have|does|do|would|gives?|says?|makes?|needs?|holds?"
ENDS = rf"(?=\s+(?:of\s+(?:these|those|them)|{VERBS})\b|\s*[.;:)]|\s*,\s|\s+\d|\s*$)"
"""What follows an ordinal without a noun."""

LABEL = re.compile(
    rf"\b(?i:{OPTION}|choices?)\s+(?:\([a-h]\)|[A-H]\b|[b-h]\b|a(?=\s+(?:and|or|is|was|says)\b|\s*[.,;:)])"
    r"|\d\b(?![.,]\d|\s+\w+s\b))"
)
PLACE = re.compile(rf"\b{OPTION}\s+(?:above|below)\b|\b(?:previous|next|preceding)\s+{OPTION}\b", re.IGNORECASE)
BARE = re.compile(rf"\b{SEVERAL}(?:\s+(?:ones?|two|three|four))?{ENDS}", re.IGNORECASE)
THING = re.compile(
    rf"\b(?:{ORDINAL}|one|two|three|four|both)\s+(?!(?:{BETWEEN}|of|ones?|{VERBS})\b)[a-z-]+", re.IGNORECASE
)
"""Something countable that an ordinal without a noun can refer to: `two layers`, `the first column`."""

WHICH = re.compile(r"\bWhich\s+(?:of\s+(?:these|the)\s+)?([a-z]{3,}s)\b")
COUNTED = re.compile(rf"\b({'|'.join(COUNTS)})\s+(?:[a-z]+\s+){{0,2}}?([a-z]{{2,}}s)\b")


def phrases_of_position(question: Question) -> Iterator[tuple[int, str]]:
    """Yield lines of hint, reasons and explanation that name an option by position, with the first such phrase."""
    if not question.options or question.keeps_order:
        return
    texts = [(question.line, question.hint), (question.line, question.explanation)]
    for line, text in (*texts, *((option.line, option.reason) for option in question.options)):
        yield from ((line, phrase) for phrase in islice(_phrases(" ".join(plain(text).split()), question), 1))


def _phrases(text: str, question: Question) -> Iterator[str]:
    prompt = " ".join(plain(question.prompt).split())
    nouns = "|".join((OPTION, *(_any_number(noun) for noun in _own_nouns(prompt, len(question.options)))))
    of_options = re.compile(rf"\b{SEVERAL}\s+(?:(?:{BETWEEN})\s+)*(?:{nouns})\b", re.IGNORECASE)
    for pattern in (LABEL, PLACE, of_options):
        yield from (found.group() for found in pattern.finditer(text))
    is_option = re.compile(nouns, re.IGNORECASE)
    for found in BARE.finditer(text):
        things = THING.findall(f"{prompt} {text[: found.start()]}")
        if all(is_option.fullmatch(thing.split()[-1]) for thing in things):
            yield found.group()


def _own_nouns(prompt: str, options: int) -> Iterator[str]:
    """Yield the question's nouns for its options, as in `Which pairs …?`, or `Four inputs …` if there are four."""
    yield from WHICH.findall(prompt)
    yield from (noun for count, noun in COUNTED.findall(prompt) if COUNTS[count] == options)


def _any_number(noun: str) -> str:
    """Return a pattern for a noun in the plural and in the singular."""
    return noun.removesuffix("es" if noun.endswith(("sses", "shes", "ches")) else "s") + "(?:e?s)?"
