"""`dropgrade verify`: verify that problems and quizzes are sound, and show which check catches what."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dropgrade.cli._common import COURSE, Exit, complete_any, progress, use_course
from dropgrade.course.course import Course
from dropgrade.errors import TargetError
from dropgrade.submission.targets import one_of

if TYPE_CHECKING:
    from dropgrade.verify.findings import Proof

PAGE_SUFFIXES = (".html", ".htm")


class Count(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions alone
    """A number from 0, or `all`, which becomes None."""

    name = "count"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        """Parse the word."""
        if value == "all" or isinstance(value, int):
            return None if value == "all" else int(value)
        text = str(value)
        if not text.isdecimal():
            self.fail(f"{text!r} is neither a number nor `all`.", param, ctx)
        return int(text)


@click.command("verify")
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_any)
@click.option("--mutants", is_flag=True, help="Also make every small change to the reference: does a check see it?")
@click.option(
    "--pairs",
    type=Count(),
    default=0,
    metavar="N",
    help="Also make two mistakes at once, N pairs per problem or `all`.",
)
@click.option(
    "--odd",
    type=Count(),
    default=300,
    show_default=True,
    metavar="N",
    help="Run the checks of a problem on N odd answers, or on `all`: no answer may break a suite.",
)
@click.option("--repeat", type=click.IntRange(0), default=0, metavar="N", help="Also count false alarms under N seeds.")
@click.option("--tables/--no-tables", default=None, help="Print checks × known-wrong solutions.  [default: with NAME]")
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it all as one page."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Seeds every check.")
@COURSE
def command(
    names: Sequence[str], mutants: bool, pairs: int | None, odd: int | None, repeat: int, tables: bool | None,
    html: Path | None, as_json: bool, seed: int, folder: Path | None,
) -> int:  # fmt: skip
    """Prove that problems and quizzes are sound before any student sees them.

    NAME is a problem or a quiz, or the beginning of its name; without one, the whole course is proved. The stub earns
    nothing; the reference and right/ earn everything; empty answers earn nothing; every mistake in mistakes.md is
    caught, named by its own name alone, and scored as it says. Exits with 1 where there is a fault.
    """
    course = use_course(folder)
    if html is not None and html.suffix.lower() not in PAGE_SUFFIXES:
        raise TargetError(f"{html} is not a name for a page.", "Let it end in .html; an existing file is overwritten.")
    demands = {"seed": seed, "repeat": repeat, "mutants": mutants, "pairs": pairs, "odd": odd}
    proof = _prove(course, names, demands, shows_progress=not as_json)
    _show(proof, as_json=as_json, has_tables=bool(names) if tables is None else tables, page=html)
    return Exit.POINTS_MISSING if proof.faults else Exit.FULL


def _prove(
    course: Course,
    names: Sequence[str],
    demands: Mapping[str, Any],
    *,
    shows_progress: bool,
) -> Proof:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # for the processes that verify, which import NumPy early
    from dropgrade.quiz.format.reading import quiz_names

    if course.notice and course.is_workspace:
        raise TargetError(f"The suites in {course.root} may not run, so nothing can be verified.", course.notice)
    if course.is_workspace:
        raise TargetError(f"{course.root} has no solutions/ to verify it with.", "Run this in the instructor's folder.")
    known = [*course.names(), *quiz_names(course)]
    if not known:
        raise TargetError(
            f"The course in {course.root} has no problem and no quiz yet.",
            "Start one: dropgrade new problem p01_my_topic",
        )
    chosen = list(dict.fromkeys(_named(word, known) for word in names)) or known
    quizzes = [name for name in chosen if name in quiz_names(course)]
    problems = [name for name in chosen if name not in quizzes]
    from dropgrade.verify import verify
    from dropgrade.verify.proving import Demands

    with progress("Proving", shown=shows_progress) as show:
        return verify(course, problems, quizzes, Demands(**demands), show, is_whole=not names)


def _named(word: str, known: Sequence[str]) -> str:
    """Return the one problem or quiz with this name or beginning."""
    if found := one_of(known, word.lower(), by_topic=False):
        return found
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known) or 'none yet: dropgrade new problem'}."
    raise TargetError(f"There is no problem or quiz {word!r}.", hint)


def _show(proof: Proof, *, as_json: bool, has_tables: bool, page: Path | None) -> None:
    if page is not None:
        from dropgrade.verify.html import write_page

        write_page(proof, page)
    if as_json:
        from dropgrade.screen.json import write_object

        write_object(proof.to_json())
    else:
        from dropgrade.verify.terminal import write_proof

        write_proof(proof, has_tables=has_tables)
