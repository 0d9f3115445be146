"""`dropgrade init`: a folder of one's own with every stub, and what is new in the course since."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from dropgrade.cli._common import Exit
from dropgrade.course.course import installed_course
from dropgrade.files import shown
from dropgrade.screen.text import many, say
from dropgrade.workspace import Arrival, bring_in

GUIDE = Path(__file__).resolve().parent.parent / "workspace.md"
MOST = 6
"""Files that are named one by one."""


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", default=Path())
@click.option("--update", "updates", is_flag=True, help="Also bring in what is newer; what you changed is not touched.")
def command(folder: Path, updates: bool) -> int:
    """Put every stub into DIR, by default this folder, to work in.

    What is there is never written over, so this may be repeated at any time. Where the course has a newer version
    of something that you changed, --update puts it beside yours and says where.
    """
    arrival = bring_in(installed_course(), folder, GUIDE.read_text("utf-8"), updates=updates)
    for line in _lines(arrival, folder):
        say(line)
    return Exit.FULL


def _lines(arrival: Arrival, folder: Path) -> list[str]:
    place = folder.resolve()
    there = str(place) if place == Path.cwd().resolve() else shown(place)
    stubs = [name for name in arrival.new if name.endswith(".py")]
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
