"""Answer what the Read view asks: statements with formulas and terms, and code with the place of each term."""

from __future__ import annotations

import ast
import gc
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dropgrade.course.course import Course
from dropgrade.course.formulas import Formulas, examine_formulas
from dropgrade.course.glossary import Definition, read_glossary
from dropgrade.course.problem import Description, read_description, stem_of, stub_of
from dropgrade.course.python_text import parsed
from dropgrade.errors import CourseError, Refused
from dropgrade.files import shown
from dropgrade.lab.asked import choice
from dropgrade.lab.reading.mathml import NotMathematics, formula, terms_of
from dropgrade.lab.reading.nodes import Node
from dropgrade.lab.reading.statement_tree import Marker, tree_of
from dropgrade.progress.problem_progress import progress_of, progress_on
from dropgrade.screen.latex import converted
from dropgrade.screen.statement import markdown_of
from dropgrade.submission.submission import Submission
from dropgrade.submission.targets import Target, exercise

if TYPE_CHECKING:
    from dropgrade.grading import Grader
    from dropgrade.lab.lab_session import Session
    from dropgrade.lab.reading.code_links import Linked

LEVELS = ("beginner", "practised")
YOURS, REFERENCE = "yours", "reference"


def statement(session: Session, ask: Mapping[str, Any]) -> dict[str, object]:
    """A problem's statement as nodes, its formulas, and the definitions of the terms marked in it."""
    problem = choice(ask, "problem", session.course.names())
    level = choice(ask, "level", LEVELS)
    described = read_description(session.course, problem)
    formulas, _ = examine_formulas(session.course.authority / "solutions" / problem)
    glossary = _glossary_for(session, level)
    marker = Marker(glossary)
    tree = tree_of(markdown_of(_docstring(session, described)), marker)
    definitions = {
        name: glossary[name].plain if level == LEVELS[0] else glossary[name].precise for name in marker.marked
    }
    return {
        "problem": problem,
        "title": described.title,
        "tree": tree,
        "formulas": [_formula(latex) for latex in formulas.latex],
        "terms": {term.key: {"words": term.words, "inCode": bool(term.value)} for term in formulas.terms.values()},
        "definitions": definitions,
        "isOpen": _is_open(session, problem),
    }


def code(session: Session, ask: Mapping[str, Any]) -> dict[str, object]:
    """The student's program, or the reference if it is open, with the place of each term of the formulas."""
    problem = choice(ask, "problem", session.course.names())
    whose = choice(ask, "whose", (YOURS, REFERENCE))
    if whose == REFERENCE and not _is_open(session, problem):
        number = problem.partition("_")[0]
        hint = f"To see it now, which is kept on record: dropgrade solution {number} --give-up"
        raise Refused("The solution opens at full marks.", hint)
    file = exercise(session.course, problem)
    if whose == REFERENCE:
        file = session.course.authority / "solutions" / problem / f"{stem_of(problem)}.py"
    formulas, _ = examine_formulas(session.course.authority / "solutions" / problem)
    return session.keep(Reader).read(Target(problem, file), formulas)


class Reader:
    """Reads code for a session, with a grader whose sandbox stays warm."""

    def __init__(self, session: Session) -> None:
        self._course = session.course
        self._ending = ExitStack()
        self._grader: Grader | None = None

    def read(self, target: Target, formulas: Formulas) -> dict[str, object]:
        """A program as text, with the places of the terms, or the reason why it cannot be run."""
        from dropgrade.lab.reading.code_links import Linked, linked

        grader = self._opened()
        job = grader.job(target)
        found = linked(job, formulas, grader.sandbox) if formulas.lines else Linked()
        parts = job.submission.parts_for(job.problem.names) if isinstance(job.submission, Submission) else ()
        return {
            "file": _named(self._course, target.file),
            "parts": [{"name": name, "text": text} for name, text in parts],
            "places": {key: place.to_json() for key, place in found.places.items()},
            "ended": _ended(found),
        }

    def _opened(self) -> Grader:
        if self._grader is None:
            from dropgrade.grading import Grader

            self._grader = self._ending.enter_context(Grader(self._course))
            gc.enable()  # the lab runs for long
        return self._grader

    def close(self) -> None:
        """End the sandbox."""
        self._ending.close()


def _named(course: Course, file: Path) -> str:
    """The path of a file relative to the folder of the course."""
    return file.relative_to(course.root).as_posix() if file.is_relative_to(course.root) else file.name


def _ended(found: Linked) -> dict[str, object] | None:
    """How a program without links ended."""
    if found.ended is None:
        return None
    place = found.ended.location
    where = {"line": place.line} if place else {}
    return {"message": found.ended.message, "outcome": found.ended.outcome.value, **where}


def _is_open(session: Session, problem: str) -> bool:
    """Whether the student may see the reference: after full marks, or after giving up."""
    return progress_on(progress_of(session.course).read(), problem).may_see_solution


def _docstring(session: Session, described: Description) -> str:
    file = stub_of(session.course, described.name)
    try:
        found = ast.get_docstring(parsed(file.read_text("utf-8")))
    except (OSError, SyntaxError, ValueError) as error:
        raise CourseError(f"{shown(file)} cannot be read as a stub: {error}.", "Tell your instructor.") from None
    return found or described.summary


def _formula(latex: str) -> dict[str, object]:
    """A formula as MathML and as text, with the keys of its terms; only as text if it cannot be typeset."""
    text = converted(latex) or latex
    try:
        tree: Node = formula(latex)
    except NotMathematics:
        tree = text
    return {"tree": tree, "text": text, "terms": terms_of(latex)}


def _glossary_for(session: Session, level: str) -> dict[str, Definition]:
    """The terms that are marked for a reader: all for a beginner, otherwise those with a precise definition."""
    every = read_glossary(session.course)
    return {name: term for name, term in every.items() if level == LEVELS[0] or term.precise}


HANDLERS = {"read.statement": statement, "read.code": code}
