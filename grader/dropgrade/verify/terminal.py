"""The result in a terminal: faults with their fixes, and for each problem a table of checks × mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from rich.padding import Padding
from rich.text import Text

from dropgrade.course.faults import Fault
from dropgrade.files import shown
from dropgrade.screen.console import screen
from dropgrade.screen.text import many, printable
from dropgrade.verify.false_alarms import Repeats
from dropgrade.verify.findings import Mutation, ProblemProof, Proof, QuizProof
from dropgrade.verify.matrix import Cell, Column, Row, Table
from dropgrade.verify.pairs import PairProof
from dropgrade.verify.samples import Kind

SIGNS = {
    Cell.NAMED: ("N", "bold green"),
    Cell.MISNAMED: ("!", "bold red"),
    Cell.CAUGHT: ("x", "yellow"),
    Cell.WAITS: ("o", "dim"),
    Cell.PASSED: ("·", "dim"),
}
LEGEND = "N named   x caught   o held back by a gate   · passed   ! named as another"
NEED = "thin: only one check catches it   need it: uncaught or unnamed without it"
THIN = "  thin"
COLUMN = 3
LEAST = 12
"""The minimum width of a name, however narrow the screen."""


def write_proof(proof: Proof, *, has_tables: bool) -> None:
    """Print the result to standard output; without tables, a sound problem takes one line."""
    with screen() as console:
        for problem in proof.problems:
            if has_tables and problem is not proof.problems[0]:
                console.print()
            for line in _problem(problem, console.width, has_table=has_tables):
                console.print(line)
        for quiz in proof.quizzes:
            console.print(_verdict(quiz.quiz, quiz.title, quiz.faults))
            if quiz.questions:
                console.print(Text(f"    {_counted(quiz)}", "dim"))
            for line in _faults(quiz.faults):
                console.print(line)
        for line in _faults(proof.course):
            console.print(line)
        console.print(_summary(proof))


def _problem(problem: ProblemProof, width: int, *, has_table: bool) -> Iterator[Text | Padding]:
    yield _verdict(problem.problem, problem.title, problem.faults)
    if problem.all_graded:
        yield Padding(Text(_programs(problem), "dim"), (0, 0, 0, 4))
    if problem.repeats:
        yield Padding(Text(repeats_in_words(problem.repeats)), (0, 0, 0, 4))
    if problem.mutation:
        yield from (Padding(line, (0, 0, 0, 4)) for line in _mutants(problem.mutation))
    if problem.pairs:
        yield Padding(Text(pairs_in_words(problem.pairs)), (0, 0, 0, 4))
    if has_table and problem.table.rows:
        yield Text()
        yield from _table(problem.table, width)
        if problem.faults:
            yield Text()
    yield from _faults(problem.faults)
    if problem.unjudged:
        yield Padding(Text(problem.unjudged), (0, 0, 0, 4))


def _verdict(name: str, title: str, faults: Iterable[Fault]) -> Text:
    count = len(list(faults))
    verdict = (f"  {many(count, 'fault')}", "bold red") if count else ("  sound", "green")
    sign = ("✗ ", "bold red") if count else ("✓ ", "green")
    return Text.assemble(sign, (name, "bold"), f"  {printable(title)}", verdict)


def _programs(problem: ProblemProof) -> str:
    right, wrong, empty = (problem.count(kind) for kind in (Kind.RIGHT, Kind.WRONG, Kind.EMPTY))
    return (
        f"{len(problem.table.columns)} checks on the stub, the reference, {right} right and {wrong} known-wrong "
        f"solutions, {empty} empty answers"
    )


def _counted(quiz: QuizProof) -> str:
    return f"{quiz.questions} questions, {quiz.programs} of them with a program that was run"


def repeats_in_words(repeats: Repeats) -> str:
    """Say how many false alarms there were, and how many there can be."""
    alarmed = len({(a.program, a.seed) for a in repeats.alarms})
    return (
        f"{alarmed} false alarms in {repeats.gradings:,} gradings of right programs "
        f"(at 95 % confidence at most {repeats.bound:.2g} a grading)"
    )


def pairs_in_words(pairs: PairProof) -> str:
    """Say how many pairs were tried, and how their reports were explained."""
    others = {
        "with one that hides the other": pairs.hidden,
        "named as others that give the same": pairs.alike,
        "named in part": len(pairs.partly),
    }
    found = [f"{number} {words}" for words, number in others.items() if number]
    return ", ".join([f"{many(pairs.tried, 'pair')} of mistakes: {pairs.whole} with both named", *found])


def _mutants(mutation: Mutation) -> Iterator[Text | Padding]:
    """Yield how many mutants there were and why some may survive; unexplained survivors are faults."""
    alive = len(mutation.survivors)
    yield Text(f"{mutation.total} mutants of the reference, {mutation.total - alive} killed, {alive} alive")
    for each in mutation.survivors:
        if reason := mutation.reason_for(each):
            yield Text(f"  line {each.line}: {printable(each.after)}", "dim")
            yield Padding(Text(f"right as well: {printable(reason)}", "dim"), (0, 0, 0, 4))


def _table(table: Table, width: int) -> Iterator[Text]:
    room = max(width - COLUMN * len(table.columns) - len(THIN) - 4, LEAST)
    name_width = min(room, max(len(row.name) for row in table.rows))
    numbers = "".join(f"{number:>{COLUMN}}" for number in range(1, len(table.columns) + 1))
    yield Text(f"    {'':{name_width}}{numbers}", "bold")
    for row in table.rows:
        yield _row(row, name_width)
    yield Text()
    for number, column in enumerate(table.columns, 1):
        yield _column(number, column)
    yield Text(f"    {LEGEND}", "dim")
    yield Text(f"    {NEED}", "dim")


def _column(number: int, column: Column) -> Text:
    worth = many(column.points, "point")
    needed = (_need(column), "yellow" if column.is_redundant else "")
    name = (f"    {number:>2}  ", "bold")
    gate = ", a gate" if column.is_gate else ""
    return Text.assemble(name, f"{column.check}  {worth}, catches {column.catches}, ", needed, gate)


def _need(column: Column) -> str:
    if not column.needed_for:
        return "no mistake needs it"
    return f"{column.needed_for} need{'s' * (column.needed_for == 1)} it"


def _row(row: Row, name_width: int) -> Text:
    line = Text(f"    {_fitted(row.name, name_width):{name_width}}")
    for cell in row.cells:
        sign, style = SIGNS[cell]
        line.append(f"{sign:>{COLUMN}}", style)
    return line.append(THIN if row.is_thin else "", "dim")


def _fitted(name: str, width: int) -> str:
    return name if len(name) <= width else f"{name[: width - 1]}…"


def _faults(faults: Sequence[Fault]) -> Iterator[Padding]:
    """Yield each fault with its place; equal fixes in a row are shown once."""
    for fault, following in zip_longest(faults, faults[1:]):
        line = Text.assemble(("✗ ", "bold red"), printable(place_of(fault)), ": ", printable(fault.message))
        yield Padding(line, (0, 0, 0, 2))
        if following is None or following.fix != fault.fix:
            yield Padding(Text(printable(fault.fix), "bold"), (0, 0, 0, 6))


def place_of(fault: Fault) -> str:
    """Return the file relative to the current folder, and the line if there is one."""
    return f"{shown(fault.file)}:{fault.line}" if fault.line else shown(fault.file)


def _summary(proof: Proof) -> Text:
    faults = len(proof.faults)
    what = f"{many(len(proof.problems), 'problem')} and {many(len(proof.quizzes), 'quiz', 'quizzes')}"
    if faults:
        return Text(f"\n{many(faults, 'fault')} in {what}. Fix them and run the command again.", "bold red")
    return Text(f"\nSound: {what}.", "bold green")
