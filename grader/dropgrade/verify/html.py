"""The result as a self-contained HTML page, with tables to scroll and messages to unfold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from dropgrade.course.faults import Fault
from dropgrade.files import write_whole
from dropgrade.report import CheckResult
from dropgrade.screen.html_page import page
from dropgrade.screen.report_html import markup as _text
from dropgrade.screen.text import many, points
from dropgrade.verify.findings import Mutation, ProblemProof, Proof, QuizProof
from dropgrade.verify.matrix import Column, GradedSample, Row, Table
from dropgrade.verify.samples import Kind
from dropgrade.verify.terminal import LEGEND, NEED, SIGNS, place_of, repeats_in_words

STYLE = Path(__file__).with_name("page.css")


def write_page(proof: Proof, file: Path) -> None:
    """Write the page; an existing file is replaced only by a complete one."""
    write_whole(file, page_of(proof).encode())


def page_of(proof: Proof) -> str:
    """Return the page's HTML."""
    return page("Verification of the course", _body(proof), style=STYLE.read_text("utf-8"))


def _body(proof: Proof) -> Iterator[str]:
    yield f"<h1>{_verdict_of(proof)}</h1>"
    yield from _contents(proof)
    yield from _faults(proof.course)
    for problem in proof.problems:
        yield from _problem(problem)
    for quiz in proof.quizzes:
        yield from _quiz(quiz)


def _verdict_of(proof: Proof) -> str:
    faults = len(proof.faults)
    return "Sound" if not faults else many(faults, "fault")


def _contents(proof: Proof) -> Iterator[str]:
    entries = [(p.problem, p.title, p.faults) for p in proof.problems]
    entries += [(q.quiz, q.title, q.faults) for q in proof.quizzes]
    yield "<nav><ul>"
    for name, title, faults in entries:
        yield f'<li><a href="#{_text(name)}">{_text(name)}</a> {_text(title)}: {_soundness(faults)}</li>'
    yield "</ul></nav>"


def _soundness(faults: tuple[Fault, ...]) -> str:
    if not faults:
        return '<span class="sound">sound</span>'
    return f'<span class="fault">{many(len(faults), "fault")}</span>'


def _faults(faults: Iterable[Fault]) -> Iterator[str]:
    for fault in faults:
        place = f"<code>{_text(place_of(fault))}</code>"
        yield f'<p class="fault">{place}: {_text(fault.message)}<br><b>{_text(fault.fix)}</b></p>'


def _problem(problem: ProblemProof) -> Iterator[str]:
    yield from _heading(problem.problem, problem.title)
    yield from _faults(problem.faults)
    if problem.repeats:
        yield f"<p>{_text(repeats_in_words(problem.repeats))}</p>"
    if problem.table.rows:
        wrong = [graded for graded in problem.all_graded if graded.sample.kind is Kind.WRONG]
        yield from _table(problem.table, wrong)
    if problem.mutation:
        yield from _mutants(problem.mutation)
    yield "</section>"


def _heading(name: str, title: str) -> Iterator[str]:
    yield f'<section id="{_text(name)}"><h2>{_text(name)} <small>{_text(title)}</small></h2>'


def _table(table: Table, wrong: list[GradedSample]) -> Iterator[str]:
    yield f'<p class="legend">{_text(LEGEND)}\n{_text(NEED)}\nUnfold a solution to read what its student reads.</p>'
    yield '<div class="scroll"><table><thead><tr><th>known-wrong solution</th>'
    for column in table.columns:
        yield f'<th title="{_text(column.title)}"><span>{_text(column.check)}</span></th>'
    yield "<th></th></tr></thead><tbody>"
    for row, graded in zip(table.rows, wrong, strict=True):
        yield from _row(row, graded, table.columns)
    yield "</tbody><tfoot>"
    yield from _foot("points", (points(c.points) for c in table.columns))
    yield from _foot("catches", (str(c.catches) for c in table.columns))
    yield from _foot("need it", (str(c.needed_for) for c in table.columns))
    yield from _foot("gate", ("gate" if c.is_gate else "" for c in table.columns))
    yield "</tfoot></table></div>"


def _row(row: Row, graded: GradedSample, columns: tuple[Column, ...]) -> Iterator[str]:
    yield f"<tr><th><details><summary>{_text(row.name)}</summary>{''.join(_story(graded))}</details></th>"
    for cell, column, check in zip(row.cells, columns, graded.report.checks, strict=True):
        sign, _ = SIGNS[cell]
        words = f"{column.title}\n{_outcome(check)}"
        yield f'<td class="{cell.value}" title="{_text(words)}">{_text(sign)}</td>'
    yield f"<td>{'thin' if row.is_thin else ''}</td></tr>"


def _story(graded: GradedSample) -> Iterator[str]:
    """Yield what the student reads, mistake by mistake, and the message of each failed check."""
    messages = {mistake.name: mistake.message for check in graded.report.checks for mistake in check.mistakes}
    for name, message in messages.items():
        yield f"<p><b>{_text(name)}</b>: {_text(message)}</p>"
    for check in graded.report.checks:
        if check.check in graded.caught_by:
            yield f"<p><code>{_text(check.check)}</code> {_text(_outcome(check))}</p>"


def _outcome(check: CheckResult) -> str:
    return check.message or check.outcome.value


def _foot(name: str, values: Iterable[str]) -> Iterator[str]:
    yield f"<tr><th>{name}</th>{''.join(f'<td>{_text(value)}</td>' for value in values)}<td></td></tr>"


def _mutants(mutation: Mutation) -> Iterator[str]:
    alive = len(mutation.survivors)
    yield f"<h3>Mutants of the reference</h3><p>{mutation.total}, of which {alive} are alive</p><ul>"
    for each in mutation.survivors:
        reason = mutation.reason_for(each)
        verdict = f"right as well: {_text(reason)}" if reason else '<span class="fault">no check sees it</span>'
        change = f"<code>{_text(each.before)}</code> → <code>{_text(each.after)}</code>"
        yield f"<li>line {each.line}: {change}<br>{verdict}</li>"
    yield "</ul>"


def _quiz(quiz: QuizProof) -> Iterator[str]:
    yield from _heading(quiz.quiz, quiz.title)
    yield f"<p>{quiz.questions} questions, {quiz.programs} of them with a program that was run</p>"
    yield from _faults(quiz.faults)
    yield "</section>"
