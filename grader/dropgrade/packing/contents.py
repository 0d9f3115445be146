"""The contents of each kind of pack."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from dropgrade.course.course import Course
from dropgrade.course.course_file import Identity, read_identity
from dropgrade.course.handed_out import Files, quiz_files, statement_files, suite_files
from dropgrade.course.problem import read_description
from dropgrade.errors import Refused
from dropgrade.packing.own_wheel import constraints, own_wheel, wheel_name
from dropgrade.quiz.format.reading import read_quiz
from dropgrade.quiz.without_key import without_key
from dropgrade.screen.text import many

TEMPLATES = Path(__file__).with_name("templates")
PROBLEM = re.compile(r"\bexercises/(p[^/]+)/")
NO_NAME = 'Write two lines into exercises/course.toml: name = "my-course" and version = "1".'


@dataclass(frozen=True, slots=True)
class Selection:
    """The problems of a course that are packed."""

    course: Course
    problems: Sequence[str]

    @property
    def root(self) -> Path:
        """The folder of the course from which the statements are read."""
        return self.course.statements

    @property
    def identity(self) -> Identity:
        """The course's name and version; raises `Refused` without a name, because work could not be matched with it."""
        identity = read_identity(self.root)
        if not identity.name:
            raise Refused(f"The course in {self.root} has no name yet.", NO_NAME)
        return identity


def student_pack(chosen: Selection, *, has_keys: bool, has_suites: bool) -> dict[str, bytes]:
    """Return stubs, data and quizzes, and a page that explains how to work with them."""
    quizzes = read(quiz_files(chosen.root))
    if not has_keys:
        quizzes = {name: without_key(read_quiz(chosen.course, Path(name).stem)).encode() for name in quizzes}
    suites = read(suite_files(_with_suites(chosen), chosen.problems)) if has_suites else {}
    statements = read(statement_files(chosen.root, chosen.problems))
    page = _student_page(chosen, list(quizzes), has_keys=has_keys, has_suites=has_suites)
    return {"README.md": page.encode(), **statements, **quizzes, **suites}


def grader_pack(chosen: Selection) -> dict[str, bytes]:
    """Return all that a machine needs to grade: statements, suites, mistakes, references, and dropgrade itself."""
    course = _graded_by(chosen)
    page = filled("grader.md", course=str(chosen.identity), wheel=wheel_name())
    return {"README.md": page.encode(), **course, f"wheels/{wheel_name()}": own_wheel()}


def gradescope_pack(chosen: Selection, visibility: str, seed: int) -> dict[str, bytes]:
    """Return an autograder for Gradescope: its scripts at the root, besides the course and dropgrade."""
    settings = {"visibility": visibility, "seed": seed}
    page = filled("gradescope.md", course=str(chosen.identity), worth=str(10 * len(chosen.problems)))
    return {
        "README.md": page.encode(),
        "setup.sh": (TEMPLATES / "setup.sh").read_bytes(),
        "run_autograder": (TEMPLATES / "run_autograder").read_bytes(),
        "settings.json": json.dumps(settings, indent=1).encode(),
        **_machine(chosen),
    }


def github_pack(chosen: Selection, seed: int) -> dict[str, bytes]:
    """Return the files for the students' template, and those for the instructor's private repository."""
    private = {name: (TEMPLATES / name).read_bytes() for name in ("setup.sh", "run_dropgrade")}
    private |= {"settings.json": json.dumps({"seed": seed}, indent=1).encode(), **_machine(chosen)}
    worth = {"course": str(chosen.identity), "worth": str(10 * len(chosen.problems))}
    return {
        "README.md": filled("github.md", **worth, size=f"{sum(map(len, private.values())) / 1000:.0f} kB").encode(),
        "template/.github/workflows/dropgrade.yml": (TEMPLATES / "workflow.yml").read_bytes(),
        **{f"private/{name}": content for name, content in private.items()},
    }


def course_pack(chosen: Selection) -> dict[str, bytes]:
    """Return the part of the course that is needed to grade these problems, without quizzes and dropgrade."""
    return {name: content for name, content in _graded_by(chosen).items() if not name.startswith("quizzes/")}


def _machine(chosen: Selection) -> dict[str, bytes]:
    """Return the course below `course/`, and what has to be installed to grade with it."""
    course = {f"course/{name}": content for name, content in course_pack(chosen).items()}
    packages = {name for each in chosen.problems for name in read_description(chosen.course, each).allow.packages}
    return {
        **course,
        "constraints.txt": constraints(packages).encode(),
        "packages.txt": "".join(f"{name}\n" for name in sorted(packages)).encode(),
        f"wheels/{wheel_name()}": own_wheel(),
    }


def _graded_by(chosen: Selection) -> dict[str, bytes]:
    suites = suite_files(_with_suites(chosen), chosen.problems)
    return read(statement_files(chosen.root, chosen.problems) | quiz_files(chosen.root) | suites)


def _with_suites(chosen: Selection) -> Path:
    course = chosen.course
    if course.is_workspace:
        trust = "If the course is your own, trust it as said above, or name it with --course DIR."
        hint = trust if course.notice else "Run this in the course itself, or name it with --course DIR."
        raise Refused(f"{course.root} has no suites that may be packed.", hint)
    return course.authority


def read(files: Files) -> dict[str, bytes]:
    """Read files, keeping their paths in the course."""
    return {name: file.read_bytes() for name, file in files.items()}


def _student_page(chosen: Selection, quizzes: Sequence[str], *, has_keys: bool, has_suites: bool) -> str:
    titles = {name: read_description(chosen.course, name).title for name in chosen.problems}
    words = {"course": chosen.identity.name, "version": chosen.identity.version}
    words["problems"] = "\n".join(f"| {name} | {title} |" for name, title in titles.items())
    words["first"] = chosen.problems[0].partition("_")[0]
    parts = [filled("student.md", **words)]
    if quizzes:
        quiz = min(quizzes).rpartition("/")[2].partition("_")[0]
        parts.append(filled("student_quizzes.md" if has_keys else "student_answers.md", quiz=quiz))
    parts.append(filled("student_suites.md" if has_suites else "student_no_suites.md", **words))
    return "\n".join(parts)


def filled(template: str, **words: str) -> str:
    """Return the text of a template with its placeholders replaced."""
    return Template((TEMPLATES / f"{template}.txt").read_text("utf-8")).substitute(words)


def in_words(contents: dict[str, bytes]) -> str:
    """Return the number of problems and quizzes in a pack, in words."""
    problems = {found[1] for name in contents if (found := PROBLEM.search(name))}
    quizzes = [name for name in contents if "quizzes/q" in name]
    parts = [many(len(problems), "problem"), *([many(len(quizzes), "quiz", "quizzes")] if quizzes else [])]
    return ", ".join(parts)
