"""Convert quizzes of other systems: the Markdown of a quiz, and notes on everything that was lost."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from dropgrade.course.faults import STILL_OPEN
from dropgrade.quiz.exchange import reader
from dropgrade.quiz.exchange.imported import Draft, Note, Source, fitting_id, heading, shortened
from dropgrade.quiz.exchange.markdown_escapes import words
from dropgrade.quiz.format.quiz_form import read_form

NUMBER = re.compile(r"\d+\. ")
BEGINS_BELOW = ("* ", "| ", "> ", "***\n")
NUMBERED = re.compile(r"\Aq\d+_")


@dataclass(frozen=True, slots=True)
class Imported:
    """A quiz as Markdown, and notes for its author."""

    markdown: str
    notes: tuple[Note, ...]


def import_quiz(content: bytes, kind: str, name: str) -> Imported:
    """Convert a file of another system to a quiz; `name` is its name in the course."""
    source = reader(kind)(content)
    markdown = _printable(source, _written(source, name))
    faults = [fault for fault in read_form(markdown)[1] if fault[1] != STILL_OPEN]
    own = [Note(0, "", f"line {line} of the new quiz needs fixing: {message}") for line, message, _ in faults]
    return Imported(markdown, (*source.notes, *own))


def _written(source: Source, name: str) -> str:
    """Return the whole file."""
    title = heading(source.title) or words(NUMBERED.sub("", name).replace("_", " ").strip().capitalize())
    if not source.introduction:
        source.note("has no introduction")
    introduction = source.introduction or "TODO: Write what the quiz is about."
    ids = list(_ids(source))
    if not ids:
        source.note("holds no question that can be asked here")
    questions = [_question(source, draft, each) for draft, each in zip(source.questions, ids, strict=True)]
    return "\n\n".join([f"# {title}", introduction, *questions]) + "\n"


def _ids(source: Source) -> Iterator[str]:
    """Yield an id for each question, derived from its name; duplicates get a number."""
    used: set[str] = set()
    counts: dict[str, int] = {}
    for number, draft in enumerate(source.questions, 1):
        stem = fitting_id(draft.name) or f"question-{number}"
        chosen = stem
        while chosen in used:
            counts[stem] = counts.get(stem, 1) + 1
            chosen = f"{stem}-{counts[stem]}"
        used.add(chosen)
        if chosen != fitting_id(draft.name):
            problem = "a name that is not an id, or another question's" if draft.name else "no name"
            source.note(f"has {problem}, and is called `{chosen}`", draft)
        yield chosen


def _question(source: Source, draft: Draft, own_id: str) -> str:
    """Return one question, with a TODO for everything that it lacks."""
    order = ["<!-- keep order -->"] if draft.keeps_order else []
    prompt = draft.prompt or _gap(source, draft, "has no text", "Ask the question.")
    answers = _number(draft.number) if draft.number else "\n".join(_options(source, draft))
    hint = [quoted(f"[!TIP]\n{draft.hint}")] if draft.hint else []
    explanation = draft.explanation or _gap(source, draft, "has no explanation", "Explain the answer.")
    return "\n\n".join([f"## {own_id}", *order, prompt, answers, *hint, explanation])


def _gap(source: Source, draft: Draft, message: str, task: str) -> str:
    """Return a TODO for a missing text, which `verify` does not accept."""
    source.note(message, draft)
    return f"TODO: {task}"


def _options(source: Source, draft: Draft) -> Iterator[str]:
    for choice in draft.choices:
        text = choice.text or _gap(source, draft, "has an empty option", "Write the option.")
        yield f"- [{'x' if choice.is_right else ' '}]{behind_box(text)}"
        reason = choice.reason
        if not reason and not choice.is_right:
            shown = shortened(text)
            reason = _gap(source, draft, f"has no reason why {shown!r} is wrong", "Say why this is wrong.")
        if reason:
            yield indented(quoted(reason))


def indented(text: str) -> str:
    """Indent lines as in a list item."""
    return "\n".join(f"  {line}".rstrip() for line in text.split("\n"))


def behind_box(text: str) -> str:
    """Return an option's text: words on the line of its box, anything else below it."""
    if text.startswith("```"):
        return f"\n{indented(text)}"
    if text.startswith(BEGINS_BELOW) or NUMBER.match(text):
        return f"\n\n{indented(text)}"
    return f" {indented(text)[2:]}"


def quoted(text: str) -> str:
    """Prefix lines as in a quote."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _number(key: tuple[float, float]) -> str:
    value, tolerance = key
    return f"- [=] {_plainly(value)}" + (f" ± {_plainly(abs(tolerance))}" if tolerance else "")


def _plainly(number: float) -> str:
    return repr(number).removesuffix(".0")


def _printable(source: Source, markdown: str) -> str:
    """Remove control characters, which a terminal would obey."""
    kept = "".join(c for c in markdown if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    if kept != markdown:
        source.note(f"holds {len(markdown) - len(kept)} control characters, which are left out")
    return kept
