"""Find the expression of a program that computes each term of a formula, by running it and comparing values.

The program is run in a worker with every expression noting what it gave. A term is computed by the first expression
that gave the term's value, whatever it is called there. The values of terms come from the inputs and from what the
program itself returned, so the program may draw its coins in any way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from dropgrade.checks.student import Student
from dropgrade.course.formulas import FILE, Formulas
from dropgrade.course.suite import CheckSpec
from dropgrade.errors import SubmissionError
from dropgrade.grading.job import GradingJob
from dropgrade.grading.verdict import verdict
from dropgrade.lab.reading.noted_code import Place, noted
from dropgrade.pictures.trying.trial import names_for, quietly
from dropgrade.report import CheckResult, Outcome
from dropgrade.sandbox.client import Program, Sandbox, Worker
from dropgrade.sandbox.outcomes import StudentRaised, WorkerOutcome
from dropgrade.sandbox.wire.values import NoValue

RECORDER = ("<dropgrade>", Path(__file__).with_name("recorder.py").read_text("utf-8"))
"""The part that is sent along with a program, under a name that no file has."""
NOTES = "dropgrade_notes"
SPEC = CheckSpec(FILE, "", 0.0, (), 0)
SEED = 2014
NEAR = 1e-6
MOST = 400
Note = tuple[int, np.ndarray]


@dataclass(frozen=True, slots=True)
class Linked:
    """The places where a problem's terms are computed, and how the program ended if it did not return."""

    places: dict[str, Place] = field(default_factory=dict)
    ended: CheckResult | None = None


def linked(job: GradingJob, formulas: Formulas, sandbox: Sandbox) -> Linked:
    """Run a program on the inputs of its problem's formulas, and find the terms."""
    try:
        program, places = _noting(job)
        notes, wanted = _run(program, formulas, job, sandbox)
    except (SubmissionError, StudentRaised, WorkerOutcome) as ended:
        return Linked(ended=verdict(job, SPEC, ended))
    except (Exception, NoValue) as error:  # noqa: BLE001 - a value of another kind than the lines reckon with
        words = f"What it returned is not what the formulas are about: {type(error).__name__}: {error}."
        return Linked(ended=CheckResult(SPEC.name, "", Outcome.FAIL, 0.0, message=words[:300]))
    return Linked(dict(_found(wanted, notes, places)))


def _noting(job: GradingJob) -> tuple[Program, list[Place]]:
    """The program with recording expressions; a part that cannot be parsed stays as it is, and fails on loading."""
    places: list[Place] = []
    parts = [RECORDER]
    for part, source in job.program.parts:
        text = source
        with suppress(SyntaxError, ValueError, RecursionError):
            text, found = noted(part, source, len(places))
            places += found
        parts.append((part, text))
    return replace(job.program, parts=tuple(parts)), places


def _run(
    program: Program, formulas: Formulas, job: GradingJob, sandbox: Sandbox
) -> tuple[list[Note], dict[str, np.ndarray | None]]:
    """Run the formulas' lines; returns the recorded values, and the value of each term."""
    worker = sandbox.start(job.limits)
    try:
        worker.begin_loading(program, SEED)
        worker.finish_loading()
        names = names_for(Student(worker), job.problem.names, SEED)
        worker.begin_check(SEED)
        with quietly():
            exec(compile("\n".join(formulas.lines), FILE, "exec"), names)  # noqa: S102 - the course's author wrote it
        notes = _notes(worker)
        return notes, {key: _value(term.value, names) for key, term in formulas.terms.items() if term.value}
    finally:
        worker.close()


def _notes(worker: Worker) -> list[Note]:
    """The values that the worker recorded; anything malformed is left out."""
    answer = worker.call(NOTES).value
    found = []
    for each in answer[:MOST] if isinstance(answer, list) else ():
        match each:
            case (int() as number, np.ndarray() as value) if value.dtype == np.float64:
                found.append((number, value))
    return found


def _found(
    wanted: Mapping[str, np.ndarray | None], notes: Sequence[Note], places: Sequence[Place]
) -> list[tuple[str, Place]]:
    """The terms that were computed, each with the first place that gave its value."""
    found = []
    for key, value in wanted.items():
        numbers = (number for number, noted_value in notes if 0 <= number < len(places) and _agree(noted_value, value))
        if (first := next(numbers, None)) is not None:
            found.append((key, places[first]))
    return found


def _value(expression: str, names: Mapping[str, object]) -> np.ndarray | None:
    """The value of a term; None if the program's results do not allow it."""
    try:
        with quietly():
            value = eval(compile(expression, FILE, "eval"), dict(names))  # noqa: S307 - the course's author wrote it
            return np.asarray(value, dtype=np.float64)
    except (Exception, NoValue):  # noqa: BLE001 - what a student's function returned may be anything
        return None


def _agree(noted_value: np.ndarray, value: np.ndarray | None) -> bool:
    """Whether two values are the same, in shape and size."""
    if value is None or noted_value.shape != value.shape or not value.size:
        return False
    return bool(np.allclose(noted_value, value, rtol=NEAR, atol=NEAR * NEAR))
