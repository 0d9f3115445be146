"""A class as one page: scores, mistakes, checks, who needs help, and which submissions are the same program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from dropgrade.classroom.grades import ClassGrades
from dropgrade.classroom.learning.anonymous import without_names
from dropgrade.classroom.learning.class_sections import (
    help_section,
    item_chart,
    pair_section,
    same_section,
    score_section,
    student_table,
)
from dropgrade.classroom.learning.mistake_counts import mistakes_of_class
from dropgrade.classroom.learning.problem_sections import mistake_table, problem_section, quiz_section
from dropgrade.classroom.learning.quiz_items import quiz_counts
from dropgrade.classroom.learning.score_statistics import ProblemScores, has_work, problem_scores, total_scores
from dropgrade.screen.html_page import page
from dropgrade.screen.report_html import markup
from dropgrade.screen.text import many, points

MOST = 10
"""Mistakes that are shown for the whole class; each problem has all of its own."""
SECTIONS = {
    "scores": "Scores",
    "mistakes": "Most frequent mistakes",
    "help": "Who needs help",
    "pairs": "Mistakes that go together",
    "same": "The same program",
    "problems": "Problem by problem",
    "quizzes": "Quizzes",
    "method": "How to read this",
}


def class_page(grades: ClassGrades, stubs: Mapping[str, str], day: date, *, is_anonymous: bool = False) -> str:
    """The page's HTML; `stubs` by problem are left out where programs are compared."""
    shown = without_names(grades) if is_anonymous else grades
    title = f"{grades.course}: class report" if grades.course else "Class report"
    body = _body(shown, stubs, (len(grades.review), len(grades.unmatched)), is_anonymous=is_anonymous)
    return page(title, [*_head(title, grades, day), *body])


def _head(title: str, grades: ClassGrades, day: date) -> Iterator[str]:
    version = f"version {grades.version}, " if grades.version else ""
    yield f'<h1>{markup(title)}</h1><p class="soft">{markup(version)}{day.day} {day:%B %Y}</p>'


def _body(
    grades: ClassGrades, stubs: Mapping[str, str], open_ends: tuple[int, int], *, is_anonymous: bool
) -> Iterator[str]:
    yield from _facts(grades)
    yield from _open_ends(*open_ends)
    quizzes = list(quiz_counts(grades))
    sections = {key: words for key, words in SECTIONS.items() if key != "quizzes" or quizzes}
    links = "".join(f'<li><a href="#{key}">{words}</a></li>' for key, words in sections.items())
    yield f'<nav aria-label="Sections"><ul>{links}</ul></nav>'
    problems = problem_scores(grades)
    is_alone = len(problems) == 1
    made = {
        "scores": [*score_section(total_scores(grades), problems), *student_table(grades)],
        "mistakes": _frequent(grades, None if is_alone else MOST),
        "help": help_section(grades),
        "pairs": pair_section(grades),
        "same": same_section(grades, stubs, shows_code=not is_anonymous),
        "problems": [*item_chart(grades), *_problems(grades, problems)],
        "quizzes": [line for quiz in quizzes for line in quiz_section(quiz)],
        "method": METHOD,
    }
    for key, words in sections.items():
        yield f'<section id="{key}"><h2>{words}</h2>'
        yield from made[key]
        yield "</section>"


def _facts(grades: ClassGrades) -> Iterator[str]:
    scores = total_scores(grades)
    facts = {
        "students": str(len(grades.students)),
        "handed in": str(sum(map(has_work, grades.students))),
        "mean": f"{points(round(scores.mean, 1))} / {points(scores.max_score)}",
        "median": f"{points(round(scores.median, 1))} / {points(scores.max_score)}",
        "full marks": str(scores.full),
    }
    entries = "".join(f"<div><dt>{name}</dt><dd>{markup(words)}</dd></div>" for name, words in facts.items())
    yield f'<dl class="facts">{entries}</dl>'


def _open_ends(review: int, unmatched: int) -> Iterator[str]:
    waiting = [
        *([f"{many(review, 'entry', 'entries')} to be reviewed by a person"] if review else []),
        *([f"{many(unmatched, 'file')} that could not be graded"] if unmatched else []),
    ]
    if waiting:
        words = f"Not in these numbers: {' and '.join(waiting)}."
        yield f'<p class="note">{words} <code>dropgrade grade</code> lists them.</p>'


def _problems(grades: ClassGrades, problems: Sequence[ProblemScores]) -> Iterator[str]:
    for problem in problems:
        yield from problem_section(grades, problem, has_mistakes=len(problems) > 1)


def _frequent(grades: ClassGrades, most: int | None) -> Iterator[str]:
    mistakes = mistakes_of_class(grades)
    if not mistakes:
        yield '<p class="soft">No known mistake was made.</p>'
        return
    yield from mistake_table(mistakes[:most])
    if most is not None and len(mistakes) > most:
        yield f'<p class="soft">{len(mistakes) - most} more are in <a href="#problems">problem by problem</a>.</p>'


METHOD = (
    """<p>Everything is counted over those who handed in something for the problem that could be judged; a stub that was
handed in counts. A check that is right but waits for another one earns nothing and counts as not passed.</p>""",
    """<p><b>Facility</b> is the mean share of a check's points: 100 % where everybody passes. <b>Discrimination</b> is
the correlation of a check's points with those of all other checks of the class's problems (the corrected
point-biserial correlation): near 1, those who pass it do well elsewhere; near 0, it says little; below 0, look at the
check. In a class of 30, a correlation of up to 0.36 comes about by chance.</p>""",
    """<p><b>Mistakes go together</b> where more students made both than chance explains: by Fisher's exact test, at 5 %
over all pairs that at least three students made.</p>""",
    """<p><b>The same program</b> means the same syntax tree, without names, comments, docstrings, annotations and
layout. What the stub gives and what more than a tenth of the class writes is left out. Short problems have few
solutions: talk to people before you conclude anything.</p>""",
)
