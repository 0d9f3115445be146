"""`dropgrade init`: create a workspace with every stub, or update it from the course."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from dropgrade.cli._common import Exit
from dropgrade.course.course import KEPT, NOWHERE, Course, find_course, installed_course
from dropgrade.course.course_file import read_identity
from dropgrade.course.handed_out import opened_pack
from dropgrade.course.whose import note_student
from dropgrade.files import shown
from dropgrade.screen.text import many, say
from dropgrade.workspace import Arrival, bring_in

GUIDE = Path(__file__).resolve().parent.parent / "workspace.md"
MOST = 6
"""The number of files that are listed one by one."""
README = "README.md"


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", default=Path())
@click.option(
    "--from",
    "pack",
    type=click.Path(path_type=Path),
    metavar="PACK",
    help="What you were given: a zip or a folder.",
)
@click.option("--update", "updates", is_flag=True, help="Also bring in what is newer; what you changed is not touched.")
@click.option("--student", metavar="ID", help="Your id in the class, if problems have data of your own.")
def command(folder: Path, pack: Path | None, updates: bool, student: str | None) -> int:
    """Put every stub into DIR, by default this folder, to work in.

    The stubs are those of PACK, of the course that you are in, or of the installed one. Existing files are never
    overwritten, so you can repeat this at any time. Where the course has a newer version of something that you changed,
    --update puts it beside yours and says where.
    """
    with _source(folder, pack) as (source, guide, keeps):
        if source.statements == folder.resolve() and not (folder / "solutions").is_dir():
            say(f"{folder.resolve()} is a course that you can work in directly. Next: dropgrade")
            return Exit.FULL
        words = (guide if guide.is_file() else GUIDE).read_text("utf-8")
        lines = _lines(bring_in(source, folder, words, updates=updates, keeps=keeps), folder)
        if keeps and source.has_suites:
            lines.append(f"It has checks, which run once you trust where they came from: {_trusting(folder)}")
        if student is not None:
            note_student(folder, student)
    for line in lines:
        say(line)
    return Exit.FULL


@contextmanager
def _source(folder: Path, pack: Path | None) -> Iterator[tuple[Course, Path, bool]]:
    """Yield the course with the stubs, its guide, and whether the workspace keeps a copy of its statements.

    It need not be trusted, because it is only read.
    """
    if pack is not None:
        with opened_pack(pack) as opened:
            root = opened.resolve()
            course = Course(root, root) if (root / "solutions").is_dir() else Course(root, NOWHERE, root)
            yield course, root / README, True
        return
    kept, around = folder.resolve() / KEPT, find_course().statements
    if (kept / "exercises").is_dir():
        yield Course(kept, NOWHERE, kept), kept / README, False
    elif _is_the_installed(around):
        yield installed_course(), GUIDE, False
    else:
        guide = GUIDE if (around / "solutions").is_dir() else around / README
        yield Course(around, NOWHERE, around), guide, True


def _is_the_installed(root: Path) -> bool:
    """Whether a course is the installed one, or a complete copy of it."""
    installed = installed_course().authority
    return root == installed or ((root / "solutions").is_dir() and read_identity(root) == read_identity(installed))


def _trusting(folder: Path) -> str:
    return f"dropgrade trust {shlex.quote(str(folder))}"


def _lines(arrival: Arrival, folder: Path) -> list[str]:
    place = folder.resolve()
    there = str(place) if place == Path.cwd().resolve() else shown(place)
    stubs = {name.rpartition("/")[0] for name in arrival.new if name.endswith(".py")}
    lines = [f"{there}: {many(len(stubs), 'problem')} to work on."] if stubs else []
    lines += _named("Brought up to date:", arrival.updated)
    for mine, newer in arrival.changed:
        lines.append(f"Kept as it is: {mine}")
        lines.append(f"  the course has another version, which is at {newer}")
    lines += _named("Newer in the course:", arrival.waiting)
    if not lines and not arrival.new:
        lines.append(f"{there} has everything already.")
    return [*lines, f"Next: {_next_step(arrival, folder)}"]


def _named(what: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    further = [f"  and {len(names) - MOST} more"] if len(names) > MOST else []
    return [what, *(f"  {name}" for name in names[:MOST]), *further]


def _next_step(arrival: Arrival, folder: Path) -> str:
    is_here = folder.resolve() == Path.cwd().resolve()
    if arrival.waiting:
        return "dropgrade init --update" if is_here else f"dropgrade init --update {shlex.quote(str(folder))}"
    return "dropgrade" if is_here else f"cd {shlex.quote(str(folder))}, then dropgrade"
