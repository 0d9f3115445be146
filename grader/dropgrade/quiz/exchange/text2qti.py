"""Read the plain-text quizzes of text2qti: choices and numbers, with feedback and solutions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dropgrade.quiz.exchange.imported import Choice, Draft, Source, between, broken, converted, decoded, heading, number

UNSUPPORTED = {"short": "short-answer", "essay": "essay", "upload": "file-upload"}
CHOICES = {"right": True, "all_right": True, "wrong": False, "all_wrong": False}
OVERALL = {"correct": "right answers", "incorrect": "wrong answers"}
KEY_HINT = "Write it as 1.25 +- 0.01, as [1.24, 1.26] or as a whole number."


@dataclass(slots=True)
class _Reader:
    """Processes the parts of a file in order."""

    source: Source = field(default_factory=Source)
    draft: Draft | None = None
    kind: str = ""
    title: str = ""
    solution: str = ""
    keeps_order: bool = False

    def take(self, part: Part) -> None:
        """Process one part."""
        if part.kind in ("quiz_title", "description", "shuffle", "setting"):
            self._take_head(part)
        elif part.kind == "title":
            self.finish()
            self.title = heading(part.text)
        elif part.kind == "question":
            self.finish()
            self.draft = Draft(self.title, part.line, keeps_order=self.keeps_order)
            self.draft.prompt = self._text(part)
            self.title = ""
        elif part.kind in ("text", "text_title", "group", "group_end", "pick", "program", "points"):
            self._take_between(part)
        elif self.draft is None:
            raise broken(part.line, f"{part.text[:40]!r} is above the first question", "Write 1. and the question.")
        else:
            self._take_answer(self.draft, part)

    def finish(self) -> None:
        """Add the question that has been read so far."""
        draft, self.draft = self.draft, None
        if draft is None:
            return
        draft.explanation = "\n\n".join(filter(None, [draft.explanation, self.solution]))
        if self.kind in UNSUPPORTED:
            self.source.note(f"left out: {UNSUPPORTED[self.kind]} questions are not asked here", draft)
        else:
            self.source.add(draft)
        self.kind = self.solution = ""

    def _take_head(self, part: Part) -> None:
        match part.kind:
            case "quiz_title":
                self.source.title = converted(part.text, "plain")[0]
            case "description":
                self.source.introduction = self._text(part)
            case "shuffle":
                self.keeps_order = part.text.lower() == "false"
            case _:
                self.source.note("a setting of the quiz is left out", line=part.line)

    def _take_between(self, part: Part) -> None:
        """Process a part between questions, most of which our quizzes do not support."""
        if part.kind == "points":
            if part.text != "1":
                self.source.note(
                    f"{part.text} points are given there; here every question counts alike", line=part.line
                )
            return
        self.finish()
        left_out = {
            "text": f"left out: a text that asks nothing ({' '.join(part.text.split())[:60]!r})",
            "text_title": f"left out: the title of a text ({part.text[:60]!r})",
            "group": "left out: that only some questions of a group are asked",
            "program": "left out: a program that writes questions",
        }
        if part.kind in left_out:
            self.source.note(left_out[part.kind], line=part.line)

    def _take_answer(self, draft: Draft, part: Part) -> None:
        """Process a part of the question."""
        if part.kind in CHOICES:
            draft.choices.append(Choice(self._text(part), CHOICES[part.kind]))
        elif part.kind == "feedback" and draft.choices:
            draft.choices[-1].reason = self._text(part)
        elif part.kind == "feedback":
            draft.explanation = self._text(part)
        elif part.kind == "solution":
            self.solution = self._text(part)
        elif part.kind == "number":
            draft.number = _key(part)
        elif part.kind in UNSUPPORTED:
            self.kind = part.kind
        else:
            self.source.note(f"its feedback for all {OVERALL[part.kind]} is left out: {self._text(part)!r}", draft)

    def _text(self, part: Part) -> str:
        """Convert a text to Markdown, with notes on what is lost."""
        markdown, missing = converted(part.text, "markdown")
        for message in missing:
            self.source.note(message, self.draft, part.line)
        return markdown


def read_text2qti(content: bytes) -> Source:
    """Read all questions of a text2qti file."""
    reader = _Reader()
    for part in parts(decoded(content)):
        reader.take(part)
    reader.finish()
    return reader.source


def _key(part: Part) -> tuple[float, float]:
    """Parse a number and its tolerance, given absolutely, in percent or as a range."""
    text = part.text.replace("_", "")
    if text.startswith("[") and text.endswith("]"):
        low, high = (number(each) for each in (*text[1:-1].split(",", 1), "")[:2])
        if low is not None and high is not None:
            return between(low, high)
    value, tolerance = (number(each.removesuffix("%")) for each in (*text.split("+-", 1), "0")[:2])
    if value is None or tolerance is None:
        raise broken(part.line, f"{part.text[:40]!r} is not a number", KEY_HINT)
    return value, abs(value) * tolerance / 100 if text.endswith("%") else tolerance


MARKS = {
    "question": r"\d+\.",
    "right": r"\*[a-zA-Z]\)",
    "wrong": r"[a-zA-Z]\)",
    "all_right": r"\[\*\]",
    "all_wrong": r"\[ ?\]",
    "short": r"\*",
    "feedback": r"\.\.\.",
    "correct": r"\+",
    "incorrect": r"-",
    "solution": r"!",
    "number": r"=",
    "title": r"[Tt]itle:",
    "points": r"[Pp]oints:",
    "text_title": r"[Tt]ext [Tt]itle:",
    "text": r"[Tt]ext:",
    "quiz_title": r"[Qq]uiz [Tt]itle:",
    "description": r"[Qq]uiz [Dd]escription:",
    "pick": r"(?:[Ss]olutions )?[Pp]ick:|[Pp]oints per question:",
    "shuffle": r"[Ss]huffle answers:",
    "setting": r"(?:[Ss]how correct answers|[Oo]ne question at a time|[Cc]an't go back|[Ff]eedback is solution):"
    r"|[Ss]olutions (?:sample|randomize) groups:",
}
ALONE = {
    "essay": r"___+",
    "upload": r"\^\^\^+",
    "group": r"GROUP",
    "group_end": r"END_GROUP",
    "program": r"```+\s*\{.*\}",
}
"""Marks that are alone on their line."""
BEGINS = re.compile(
    "|".join(
        [
            *(rf"(?P<{name}>(?:{mark})[ \t]+(?=\S))" for name, mark in MARKS.items()),
            *(rf"(?P<{name}>{mark}\s*\Z)" for name, mark in ALONE.items()),
        ]
    )
)
INDENT_HINT = "Begin it with a mark of text2qti, or indent it as deep as the text that it belongs to."


@dataclass(frozen=True, slots=True)
class Part:
    """The text after one mark, with its line."""

    kind: str
    line: int
    text: str


def parts(text: str) -> Iterator[Part]:
    """Yield all parts of a file except comments."""
    lines = _Lines(text.split("\n"))
    while not lines.at_end:
        line, number = lines.take(), lines.number
        found = BEGINS.match(line)
        if line.startswith("COMMENT"):
            lines.skip("END_COMMENT", "the comment has no end")
        elif found is None and line.strip() and not line.startswith("%"):
            raise broken(number, f"{line.strip()[:40]!r} belongs to nothing", INDENT_HINT)
        elif found and found.lastgroup == "program":
            fence = line[: len(line) - len(line.lstrip("`"))]
            lines.skip(fence, "the block of code has no end")
            yield Part("program", number, "")
        elif found and found.lastgroup:
            rest = line[found.end() :].strip()
            below = [] if found.lastgroup in ALONE else lines.indented(_depth(found[0]))
            yield Part(found.lastgroup, number, "\n".join([rest, *below]).strip())


def _depth(mark: str) -> int:
    """Return the minimum indentation of the lines below a mark, or 0 if any indentation will do."""
    return 0 if mark.rstrip().endswith(":") else len(mark.expandtabs(4))


class _Lines:
    """Reads line by line."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self.number = 0

    @property
    def at_end(self) -> bool:
        """Whether all lines have been read."""
        return self.number >= len(self._lines)

    def take(self) -> str:
        """Return the next line."""
        self.number += 1
        return self._lines[self.number - 1]

    def skip(self, end: str, message: str) -> None:
        """Skip lines up to one with this beginning."""
        start = self.number
        while not self.at_end:
            if self.take().startswith(end):
                return
        raise broken(start, message, f"Write {end} in a line of its own behind it.")

    def indented(self, depth: int) -> list[str]:
        """Return the indented lines that belong to the previous one, without their indentation."""
        taken: list[str] = []
        while not self.at_end:
            line = self._lines[self.number].expandtabs(4)
            indent = len(line) - len(line.lstrip(" "))
            depth = depth or (indent if line.strip() else 0)
            if line.strip() and (not indent or indent < depth):
                break
            taken.append(line[depth:].rstrip())
            self.number += 1
        return taken
