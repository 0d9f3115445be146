"""The sections of a class's page about all problems together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dropgrade.classroom.gradebooks.words import number
from dropgrade.classroom.grades import ClassGrades, ProblemGrade
from dropgrade.classroom.learning.item_statistics import check_items
from dropgrade.classroom.learning.mistake_counts import mistakes_of_class, pairs_of
from dropgrade.classroom.learning.need_of_help import needs_of
from dropgrade.classroom.learning.page_parts import percent, person, together, who, words_of
from dropgrade.classroom.learning.problem_sections import discrimination
from dropgrade.classroom.learning.same_programs import SamePair, SameProgram, same_pairs, same_programs
from dropgrade.classroom.learning.score_statistics import BINS, ProblemScores, Scores, has_work
from dropgrade.classroom.learning.svg_charts import Dot, histogram, rail, scatter
from dropgrade.screen.html_page import Html, table
from dropgrade.screen.report_html import markup
from dropgrade.screen.text import many, points

SHOWN_PAIRS = 25
FIRST_ROWS = 10
"""How many rows of identical programs are shown before the fold."""
MOST_CELLS = 20_000
"""The most scores in a table; a larger class has `grades --to csv`."""
SHOWN_CODE = 4
"""How many statements of a shared program are shown."""


def score_section(total: Scores, problems: Sequence[ProblemScores]) -> Iterator[str]:
    """The distribution of the scores, as a chart and a table, and a line for each problem."""
    edges = [f"{100 * n // BINS}" for n in range(BINS + 1)]
    lower, upper = total.quartiles
    spread = f"{points(round(lower, 1))} to {points(round(upper, 1))} of {points(total.max_score)} points"
    words = f"Scores of {many(len(total.scores), 'student')}; the middle half has {spread}."
    yield f"<figure>{''.join(histogram(total.bins, edges, words, axis='score in percent'))}"
    yield f"<figcaption>{markup(words)}</figcaption></figure>"
    bins = [(f"{edges[n]} to {edges[n + 1]} %", str(count)) for n, count in enumerate(total.bins)]
    yield "<details><summary>The chart as a table</summary>"
    yield from table(("Score", "Students"), bins, numbers=(1,))
    yield "</details>"
    yield from _problems(problems)


def _problems(problems: Sequence[ProblemScores]) -> Iterator[str]:
    head = ("Problem", "Mean", "Median", "Middle half", "Full marks", "Handed in", "Only the stub", "Does not run")
    rows = []
    for p in problems:
        s, (lower, upper) = p.scores, p.scores.quartiles
        share = s.mean / s.max_score if s.max_score else 0.0
        mean = Html(f"{together(f'{points(round(s.mean, 1))} / {points(s.max_score)}')}{rail(share)}")
        middle = f"{points(round(lower, 1))} – {points(round(upper, 1))}"
        counts = (s.full, len(s.scores), p.not_started, p.not_running)
        link = Html(f'<a href="#{markup(p.problem)}">{markup(p.title or p.problem)}</a>')
        rows.append((link, mean, points(round(s.median, 1)), middle, *map(str, counts)))
    yield from table(head, rows, numbers=(2, 3, 4, 5, 6, 7))


def student_table(grades: ClassGrades) -> Iterator[str]:
    """A folded table of everyone's scores; a dash if nothing was handed in."""
    names = list(dict.fromkeys(p.problem for s in grades.students for p in s.problems))
    if not names or len(names) * len(grades.students) > MOST_CELLS:
        return
    head = ("Student", *(name.partition("_")[0] for name in names), "Total", "Days late")
    rows = []
    for student in grades.students:
        scores = {p.problem: _score(p) for p in student.problems}
        total = "?" if student.needs_review else number(student.score)
        late = number(student.late_days) if student.late_days else ""
        rows.append((person(student), *(scores.get(name, "") for name in names), total, late))
    yield "<details><summary>Each student</summary>"
    yield from table(head, rows, numbers=range(1, len(head)), is_stacked=False)
    yield "</details>"


def _score(grade: ProblemGrade) -> str:
    if grade.needs_review:
        return "?"
    is_given = grade.report is not None or grade.overridden_by
    unread = " + ?" if grade.to_be_read else ""
    return number(grade.score) + unread if is_given else "–"


def item_chart(grades: ClassGrades) -> Iterator[str]:
    """Every check by facility and discrimination."""
    names = dict.fromkeys(p.problem for s in grades.students for p in s.problems)
    every = [(name, i) for name in names for i in check_items(grades.students, name)]
    dots = [
        Dot(i.facility, (i.discrimination + 1) / 2, f"{name}: {i.title} ({percent(i.facility)}, {discrimination(i)})")
        for name, i in every
        if i.discrimination is not None
    ]
    if not dots:
        return
    below = sum(dot.y < 0.5 for dot in dots)  # noqa: PLR2004 - the middle of the axis is a discrimination of 0
    words = f"{many(len(dots), 'check')} by facility and discrimination; {below} below 0."
    marks = ((0, "\N{MINUS SIGN}1"), (0.5, "0"), (1, "1"))
    chart = "".join(scatter(dots, words, across="facility: who passes", up="discrimination", marks=marks))
    caption = f"<figcaption>{markup(words)} The tables below have the numbers.</figcaption>"
    yield f"<figure>{chart}{caption}</figure>"


def help_section(grades: ClassGrades) -> Iterator[str]:
    """Those who may need help, the lowest scores first."""
    needs = needs_of(grades)
    if not needs:
        yield '<p class="soft">Everybody has at least half of the points, and nobody has stopped making progress.</p>'
        return
    rows = (
        (
            person(n.student),
            f"{points(round(n.student.score, 1))} / {points(n.student.max_score)}",
            "; ".join(n.reasons),
        )
        for n in needs
    )
    yield from table(("Student", "Score", "Why"), rows, numbers=(1,))


def pair_section(grades: ClassGrades) -> Iterator[str]:
    """Pairs of mistakes that the same students made."""
    taken = sum(has_work(s) for s in grades.students)
    pairs = pairs_of(mistakes_of_class(grades), taken)
    if not pairs:
        yield '<p class="soft">No two mistakes were made by the same students more often than by chance.</p>'
        return
    rows = (
        (
            Html(f"{markup(words_of(p.first))}<br>{markup(words_of(p.second))}"),
            str(p.both),
            f"{p.expected:.1f}",
            f"{p.chance:.1g}" if p.chance >= 1e-4 else "below 0.0001",  # noqa: PLR2004 - digits that are read
        )
        for p in pairs[:SHOWN_PAIRS]
    )
    yield from table(("Mistakes", "Made both", "By chance", "Probability"), rows, numbers=(1, 2, 3))
    if len(pairs) > SHOWN_PAIRS:
        yield f'<p class="soft">{len(pairs) - SHOWN_PAIRS} more pairs are less sure.</p>'


def same_section(grades: ClassGrades, stubs: Mapping[str, str], *, shows_code: bool) -> Iterator[str]:
    """Submissions that are the same program, by pair of students and by problem."""
    groups = same_programs(grades, stubs)
    if not groups:
        yield '<p class="soft">No two programs are the same.</p>'
        return
    if pairs := same_pairs(grades, groups):
        yield from _pairs(pairs)
    yield from _groups(groups, shows_code=shows_code)


def _pairs(pairs: Sequence[SamePair]) -> Iterator[str]:
    rows = [
        (
            Html("<br>".join(markup(person(s)) for s in p.students)),
            f"{len(p.problems)} of {p.out_of}",
            ", ".join(name.partition("_")[0] for name in p.problems),
        )
        for p in pairs
    ]
    yield from _folded(("Students", "Same in", "Problems"), rows, "Two students with one program in several problems")


def _groups(groups: Sequence[SameProgram], *, shows_code: bool) -> Iterator[str]:
    rows = []
    for group in groups:
        code = Html("<br>".join(f"<code>{markup(line)}</code>" for line in group.own[:SHOWN_CODE]))
        own = many(len(group.own), "statement")
        rows.append((group.problem, who(group.students), Html(f"{own}<br>{code}") if shows_code else own))
    head = ("Problem", "Students", "Their own")
    yield from _folded(head, rows, "Programs that several handed in, and what hardly anyone else wrote in them")


def _folded(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> Iterator[str]:
    """A table of the first rows, and another one to unfold with the rest."""
    yield from table(head, rows[:FIRST_ROWS], caption=caption)
    if rest := rows[FIRST_ROWS:]:
        yield f"<details><summary>{len(rest)} more, with less in common</summary>"
        yield from table(head, rest)
        yield "</details>"
