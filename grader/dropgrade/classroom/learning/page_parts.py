"""The small parts of the page of a class: people, shares, names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dropgrade.classroom.grades import StudentGrade
from dropgrade.screen.html_page import Html
from dropgrade.screen.report_html import markup

CODE = re.compile(r"`([^`]+)`")
LONGEST = 160
"""How many characters of a question are shown."""
INLINE = 3
"""How many people are named before the fold."""


def who(students: Sequence[StudentGrade]) -> Html:
    """Students by id and name, folded if they are many."""
    words = ", ".join(markup(person(s)) for s in students)
    if len(students) <= INLINE:
        return Html(words)
    return Html(f"<details><summary>{len(students)} students</summary><p>{words}</p></details>")


def person(student: StudentGrade) -> str:
    """A student by id and name."""
    if not student.name or student.name == student.id:
        return student.id
    return student.name if student.name.endswith(f" {student.id}") else f"{student.id} {student.name}"


def words_of(name: str) -> str:
    """The name of a mistake, a problem or a check as words."""
    return name.replace("_", " ")


def prose(message: str) -> str:
    """An author's message as HTML: code as code, everything else as text."""
    return CODE.sub(r"<code>\1</code>", markup(" ".join(message.split())))


def shortened(words: str) -> str:
    """The beginning of a long text."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 2].rstrip()} …"


def together(words: str) -> str:
    """Words that stay on one line."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def percent(share: float) -> str:
    """A share in percent."""
    return f"{100 * share:.0f} %"
