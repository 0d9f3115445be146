"""`dropgrade lab`: a page in the browser where the user's own functions train a network."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import click

from dropgrade.cli._common import COURSE, Exit, complete_problem, progress, use_course
from dropgrade.cli._extras import LAB, need
from dropgrade.course.course import Course
from dropgrade.files import shown
from dropgrade.screen.text import many, print_error, say
from dropgrade.submission.targets import problem_named

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
"""Variables that on Linux indicate a screen, or name a browser."""
SOON = 0.5
"""Seconds between checks whether the command should end, so that Ctrl-C works on every system."""


@click.command("lab")
@click.option("--problem", "word", metavar="NAME", shell_complete=complete_problem, help="Start with this problem.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="The port; by default a free one.")
@click.option("--no-browser", is_flag=True, help="Print the address, and open nothing.")
@click.option("--export", "into", type=click.Path(path_type=Path), metavar="DIR", help="Write everything as files.")
@COURSE
def command(word: str | None, port: int, no_browser: bool, into: Path | None, folder: Path | None) -> int:
    """Open the lab: build a network, and watch your own functions train it.

    The page is for this machine alone, and its address works once, in one browser. The lab ends with Ctrl-C, or ten
    minutes after its last page was closed. With --export it opens nothing, and writes every figure as SVG, the
    results of the experiments as CSV and one page.
    """
    course = use_course(folder)
    if into is not None:
        return _export(course, into)
    problem = problem_named(course, word) if word else None
    need("The lab", LAB)
    with suppress(KeyboardInterrupt):
        _serve(course, problem, port, opens=not no_browser)
    return Exit.FULL


def _export(course: Course, into: Path) -> int:
    from dropgrade.lab.export.export_lab import export_lab  # which a lab that opens a page does not wait for

    over = threading.Event()
    with progress("Exporting", shown=True) as show, ThreadPoolExecutor(1) as pool:
        work = pool.submit(export_lab, course, into, show, over.is_set)
        try:
            exported = work.result()
        except KeyboardInterrupt:  # does not reach the threads that train
            over.set()
            print_error(f"Interrupted. {shown(into)} is not complete.", "Run the command again to export everything.")
            return Exit.INTERRUPTED
    say(f"{many(exported.figures, 'figure')} and {many(exported.experiments, 'experiment')}: {shown(exported.page)}")
    for title, problem in exported.failed:
        print_error(f"{title} is left out. {problem}")
    return Exit.POINTS_MISSING if exported.failed else Exit.FULL


def _serve(course: Course, problem: str | None, port: int, *, opens: bool) -> None:
    from dropgrade.lab.server.serving import serve

    with serve(course, problem, port) as serving:
        say(f"The lab is at {serving.address}")
        say("It ends with Ctrl-C, or ten minutes after its last page was closed.")
        sys.stdout.flush()
        if opens and _has_screen():
            webbrowser.open(serving.address)
        while not serving.lifetime.over.wait(SOON):
            pass


def _has_screen() -> bool:
    """Whether a browser can show a page; a text browser would only use up the address."""
    return sys.platform != "linux" or any(map(os.environ.get, SCREENS))
