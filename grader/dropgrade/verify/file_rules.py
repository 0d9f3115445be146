"""Faults that show in a problem's files without running any: missing or stray files, and unknown names."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from dropgrade.course.course import Course
from dropgrade.course.course_file import PLACE, examine_identity
from dropgrade.course.example import FILE as EXAMPLE
from dropgrade.course.example import examine_example
from dropgrade.course.faults import LEFT_OPEN, STILL_OPEN, Fault
from dropgrade.course.finish import FILE as FINISH
from dropgrade.course.finish import examine_finish
from dropgrade.course.formulas import FILE as FORMULAS
from dropgrade.course.formulas import examine_formulas
from dropgrade.course.glossary import FILE as GLOSSARY
from dropgrade.course.glossary import examine_glossary
from dropgrade.course.mistakes_file import FILE as MISTAKES
from dropgrade.course.mistakes_file import examine_mistakes, examine_shared
from dropgrade.course.problem import MAX_SCORE, Problem, read_description, stem_of
from dropgrade.errors import CourseError, NoFile, SubmissionError
from dropgrade.pictures import PICTURE
from dropgrade.quiz.format.reading import NAME as QUIZ
from dropgrade.quiz.format.reading import quiz_names
from dropgrade.verify.message_rules import faults_of_messages, mistakes_without_words
from dropgrade.verify.samples import Kind, Sample

EQUIVALENT = "equivalent.toml"


def inspect(course: Course, problem: Problem, samples: Sequence[Sample]) -> Iterator[Fault]:
    """Yield every fault that shows in the files of a problem."""
    wrong = [s for s in samples if s.kind is Kind.WRONG]
    yield from _points(problem)
    yield from _unreadable([s for s in samples if s.kind is not Kind.WRONG])
    yield from _missing_modules(course, problem)
    yield from _undefined(problem, samples)
    yield from _statement(samples[0])
    yield from mistakes_without_words(problem)
    yield from examine_mistakes(problem.solution)[1]
    yield from examine_example(problem.solution)[1]
    yield from examine_formulas(problem.solution)[1]
    yield from examine_finish(problem.solution, quiz_names(course))
    if not problem.mistakes.single:
        yield Fault(
            problem.mistakes.file,
            0,
            "there is no known mistake",
            "Begin one: dropgrade new mistake NAME --problem pXX.",
        )
    yield from faults_of_messages(problem, samples[1])
    yield from _unmade(wrong, is_program=samples[1].is_program)
    yield from _twins(wrong)
    yield from _left_open(course, problem)
    yield from _stray(course, problem)


def inspect_course(course: Course) -> Iterator[Fault]:
    """Yield faults for files that belong to no problem or quiz, and for duplicate numbers."""
    names = course.names()
    yield from examine_identity(course.root)[1]
    yield from examine_glossary(course.root / "exercises" / GLOSSARY)[1]
    shared = course.authority / "solutions" / MISTAKES
    yield from examine_shared(shared) if shared.is_file() else ()
    for folder in (course.exercises, course.authority / "solutions"):
        for path in sorted(folder.iterdir()):
            is_page = path.suffix == ".md" and (folder == course.exercises or path.name in ("README.md", MISTAKES))
            is_known = path.name in names or path == course.root / PLACE
            if not is_known and not is_page and not path.name.startswith((".", "__")):
                message = "it belongs to no problem"
                yield Fault(path, 0, message, f"A problem has a file exercises/{path.name}/problem.toml.")
    quizzes = course.root / "quizzes"
    for path in sorted(quizzes.iterdir()) if quizzes.is_dir() else []:
        is_quiz = path.suffix == ".md" and (QUIZ.fullmatch(path.stem) or path.name == "README.md")
        if not is_quiz and not path.name.startswith("."):
            yield Fault(path, 0, "it is not a quiz", "A quiz is a file such as quizzes/q03_my_topic.md.")
    yield from _clashes(course, names)


def _clashes(course: Course, names: Sequence[str]) -> Iterator[Fault]:
    for first, second in pairwise(names):
        if first.partition("_")[0] == second.partition("_")[0]:
            message = f"it has the same number as {first}"
            yield Fault(course.exercises / second, 0, message, "Give it another number.")
    stems = [stem_of(name) for name in names]
    for name in names:
        for module in sorted({*modules_of(course, name)} & {*stems}):
            fix = "Files are known by their names: rename one of the two."
            yield Fault(course.exercises / name, 0, f"{module}.py is another problem's file, too", fix)
    for name in names:
        if stems.count(stem_of(name)) > 1:
            message = f"another problem's file is called {stem_of(name)}.py too"
            yield Fault(course.exercises / name, 0, message, "Files are known by their names: rename one of the two.")


def modules_of(course: Course, name: str) -> tuple[str, ...]:
    """Return the additional modules of a problem; empty if its problem.toml is faulty."""
    with suppress(CourseError):  # its faults are listed elsewhere
        described = read_description(course, name)
        return (*described.modules, *described.given)
    return ()


def _points(problem: Problem) -> Iterator[Fault]:
    total = sum(check.points for check in problem.checks)
    if all(check.points > 0 for check in problem.checks) and problem.checks and total != MAX_SCORE:
        message = f"the points add up to {total:g}, not to {MAX_SCORE}"
        yield Fault(problem.suite, 0, message, "Every problem has the same max_score; distribute the points again.")


def _unreadable(samples: Iterable[Sample]) -> Iterator[Fault]:
    for each in samples:
        if isinstance(each.submission, NoFile):
            yield Fault(each.file, 0, "there is no such file", f"Write {each} there.")
        elif isinstance(each.submission, SubmissionError):
            message = each.submission.message.replace(str(each.file), "this file")
            yield Fault(each.file, 0, message[0].lower() + message[1:].rstrip("."), each.submission.hint)
        elif isinstance(each.tree, SyntaxError):
            message = f"this is not Python: {each.tree.msg}"
            yield Fault(each.file, each.tree.lineno or 0, message, "Fix the line.")


def _missing_modules(course: Course, problem: Problem) -> Iterator[Fault]:
    for kind, folder in ((Kind.STUB, course.exercises / problem.name), (Kind.REFERENCE, problem.solution)):
        for file in (folder / f"{module}.py" for module in problem.modules):
            if not file.is_file():
                yield Fault(file, 0, "there is no such file", f"Write this module of the {kind} there.")


def _undefined(problem: Problem, samples: Sequence[Sample]) -> Iterator[Fault]:
    """Yield a fault for each required name that the stub, the reference or a right solution does not define."""
    for each in samples:
        if each.kind in (Kind.STUB, Kind.REFERENCE, Kind.RIGHT) and isinstance(each.tree, ast.Module):
            for name in problem.all_names:
                if name not in _defined(each.tree):
                    fix = "Define it, or take it out of `names` in problem.toml."
                    yield Fault(each.file, 0, f"{each} does not define `{name}`", fix)


def _defined(tree: ast.Module) -> set[str]:
    named = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    targets = (t for n in tree.body if isinstance(n, ast.Assign) for t in n.targets)
    return named | {t.id for t in targets if isinstance(t, ast.Name)}


def _statement(stub: Sample) -> Iterator[Fault]:
    if isinstance(stub.tree, ast.Module) and not (ast.get_docstring(stub.tree) or "").strip():
        fix = "Say in the stub's docstring what to write, with the conventions and an example."
        yield Fault(stub.file, 1, "the stub has no statement", fix)


def _unmade(wrong: Iterable[Sample], *, is_program: bool) -> Iterator[Fault]:
    """Yield a fault for each edit that does not fit the reference or makes it an invalid program."""
    for each in wrong:
        if isinstance(each.submission, SubmissionError):
            message = f"the edit of {each.name} cannot be made: {each.submission.message}"
            yield Fault(each.file, each.line, message, each.submission.hint)
        elif isinstance(each.tree, SyntaxError) and is_program:
            message = f"the edit of {each.name} makes a program that is not Python: {each.tree.msg}"
            yield Fault(each.file, each.line, message, f"Look at line {each.tree.lineno} of that program.")


def _twins(wrong: Iterable[Sample]) -> Iterator[Fault]:
    """Yield a fault for two mistakes with the same program."""
    seen: dict[str, Sample] = {}
    for each in wrong:
        if isinstance(each.tree, ast.Module):
            first = seen.setdefault(_without_docstring(each.tree), each)
            if first is not each:
                message = f"it is the same program as {first}"
                yield Fault(
                    each.file, each.line, message, "Delete one of the two, or make the mistake that it is named for."
                )


def _without_docstring(tree: ast.Module) -> str:
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    return "\n".join(ast.dump(node) for node in body)


def _left_open(course: Course, problem: Problem) -> Iterator[Fault]:
    for file in _files(course, problem):
        try:
            lines = file.read_text("utf-8").split("\n")
        except (OSError, UnicodeDecodeError):
            continue  # reported elsewhere, or a stray file
        for number, line in enumerate(lines, 1):
            if LEFT_OPEN.search(line):
                yield Fault(file, number, STILL_OPEN, "Write what is asked for, and take the word out.")


def _files(course: Course, problem: Problem) -> list[Path]:
    """Return the files in a problem's two folders, except hidden ones and bytecode."""
    folders = (course.exercises / problem.name, problem.solution)
    every = sorted((folder, path) for folder in folders for path in folder.rglob("*") if not path.is_dir())
    parts = ((path, path.relative_to(folder).parts) for folder, path in every)
    return [path for path, names in parts if not any(n.startswith(".") or n == "__pycache__" for n in names)]


def _stray(course: Course, problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each file that nothing reads; `data/` may hold any files of the suite or the student."""
    stem = f"{problem.stem}.py"
    exercise, solution = course.exercises / problem.name, problem.solution
    expected = {exercise / "problem.toml", exercise / stem}
    expected |= {solution / stem, problem.suite, problem.mistakes.file, solution / EQUIVALENT, solution / PICTURE}
    expected |= {solution / EXAMPLE, solution / FINISH, solution / FORMULAS}
    expected |= {folder / f"{module}.py" for module in problem.modules for folder in (exercise, solution)}
    expected |= {exercise / f"{module}.py" for module in problem.given}
    for file in _files(course, problem):
        is_program = file.suffix == ".py" and file.parent == solution / "right"
        is_data = not {exercise / "data", solution / "data"}.isdisjoint(file.parents)
        if file not in expected and not is_program and not is_data:
            yield Fault(file, 0, "nothing reads this file", "Delete it, or move it to where it belongs.")
