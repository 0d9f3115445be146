"""The sections of a class's page about each problem and each quiz: mistakes, checks, questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dropgrade.classroom.grades import ClassGrades
from dropgrade.classroom.learning.item_statistics import Item, check_items
from dropgrade.classroom.learning.mistake_counts import MistakeCount, mistakes_of, unexplained
from dropgrade.classroom.learning.page_parts import percent, prose, shortened, together, who, words_of
from dropgrade.classroom.learning.quiz_items import QuizCount
from dropgrade.classroom.learning.score_statistics import ProblemScores
from dropgrade.classroom.learning.svg_charts import rail
from dropgrade.screen.html_page import Html, table
from dropgrade.screen.report_html import markup
from dropgrade.screen.text import many, points


def problem_section(grades: ClassGrades, scores: ProblemScores, *, has_mistakes: bool = True) -> Iterator[str]:
    """A problem: its mistakes by frequency, unless they are on the page already, and its checks."""
    name = markup(scores.problem)
    yield f'<section id="{name}"><h3>{markup(scores.title or scores.problem)} <small>{name}</small></h3>'
    taken = len(scores.scores.scores)
    if not taken:
        yield '<p class="soft">Nobody handed in anything that could be judged.</p></section>'
        return
    if has_mistakes:
        mistakes = mistakes_of(grades, scores.problem)
        yield from mistake_table(mistakes) if mistakes else ['<p class="soft">No known mistake was made.</p>']
    if unknown := unexplained(grades, scores.problem):
        lost = f"{len(unknown)} of {taken} lost points by something that no known mistake explains"
        yield f"<div>{lost}: {who(unknown)}</div>"
    yield from _items(check_items(grades.students, scores.problem), "Check")
    yield "</section>"


def mistake_table(mistakes: Sequence[MistakeCount]) -> Iterator[str]:
    """Mistakes by frequency, each with its message and the students who made it."""
    rows = (
        (
            Html(f"{together(f'{len(m.students)} of {m.out_of}')}{rail(m.share, 'bad')}"),
            Html(f"<b>{markup(words_of(m.name))}</b><br>{prose(m.message)}"),
            who(m.students),
        )
        for m in mistakes
    )
    yield from table(("Made by", "Mistake", "Who"), rows)


def _items(items: Sequence[Item], kind: str) -> Iterator[str]:
    rows = (
        (
            i.title or words_of(i.name),
            points(i.worth),
            Html(percent(i.facility) + rail(i.facility)),
            discrimination(i),
            i.remark,
        )
        for i in items
    )
    yield from table((kind, "Points", "Facility", "Discrimination", ""), rows, numbers=(1, 3))


def discrimination(item: Item) -> str:
    """The discrimination with two decimals and a real minus sign; a dash if there is none."""
    if item.discrimination is None:
        return "–"
    return f"{item.discrimination:.2f}".replace("-", "\N{MINUS SIGN}")


def quiz_section(quiz: QuizCount) -> Iterator[str]:
    """A quiz: its questions, and the most frequent wrong answer to each."""
    yield f"<h3>{markup(quiz.title)} <small>{markup(quiz.quiz)}, answered by {many(quiz.taken, 'student')}</small></h3>"
    rows = (
        (
            Html(f"<b>{markup(q.item.name)}</b><br>{prose(shortened(q.item.title))}"),
            Html(percent(q.item.facility) + rail(q.item.facility)),
            discrimination(q.item),
            Html(f"{prose(shortened(q.wrong or 'left out'))} ({q.wrong_count})" if q.wrong_count else ""),
            q.item.remark,
        )
        for q in quiz.questions
    )
    head = ("Question", "Facility", "Discrimination", "Most frequent wrong answer", "")
    yield from table(head, rows, numbers=(2,))
