"""Commands that write, killed at random moments: `python -m tests.kills 300` does it for long.

Whenever a command is killed, each file is as it was or as it should become, the student's work is there, the record can
be read, and the same command, run again, does its work and leaves no draft behind.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.cases import program
from tests.conftest import COMMAND, ROOT

P03 = "exercises/p03_inverted_scaling/inverted_scaling.py"
ANSWERS = "a\ns\nb\n" + "s\n" * 40


@dataclass(frozen=True, slots=True)
class Writing:
    """A command that writes, where it runs, what is typed, and files that it may change."""

    words: tuple[str, ...]
    typed: str = ""
    place: str = "workspace"


WRITING = (
    Writing(("init", ".")),
    Writing(("init", ".", "--update")),
    Writing(("check", "p03")),
    Writing(("hint", "p03", "--force")),
    Writing(("reset", "p03")),
    Writing(("solution", "p03", "--give-up")),
    Writing(("quiz", "q01", "--seed", "1"), ANSWERS),
    Writing(("notebook", "p03", "-o", "p03.ipynb")),
    Writing(("quiz", "export", "q01", "--to", "moodle", "-o", "out.xml")),
    Writing(("new", "problem", "p02_mine"), place="course"),
    Writing(("new", "quiz", "q01_mine"), place="course"),
    Writing(("spot", "p03", "--seed", "1"), "1\n", place="workspace"),
    Writing(("pack", "student", "-o", "pack.zip", "--course", str(ROOT)), place="desk"),
    Writing(("grade", "class", "--roster", "roster.csv", "--into", "new", "--course", str(ROOT)), place="desk"),
    Writing(
        (
            "grade",
            "class",
            "--roster",
            "roster.csv",
            "--into",
            "graded",
            "--again",
            "--seed",
            "2",
            "--course",
            str(ROOT),
        ),
        place="desk",
    ),
    Writing(("grades", "graded", "--to", "csv", "-o", "out.csv", "--feedback", "out.zip"), place="desk"),
    Writing(("report", "graded", "-o", "report.html"), place="desk"),
)


def places(folder: Path) -> dict[str, Path]:
    """A workspace with some work and some record in it, a course of one problem, and a class that was graded."""
    found = {name: folder / name for name in ("workspace", "course", "desk")}
    for words, place in (
        (("init", "workspace"), folder), (("check", "p01"), found["workspace"]), (("new", "course", "course"), folder),
        (("new", "problem", "p01_first"), found["course"]),
    ):  # fmt: skip
        subprocess.run([COMMAND, *words], cwd=place, capture_output=True, check=False)
    wrong = program("p03_inverted_scaling", "no_scaling")
    (found["workspace"] / P03).write_text(wrong, "utf-8")
    subprocess.run([COMMAND, "check", "p03"], cwd=found["workspace"], capture_output=True, check=False)
    for student in ("ann", "bob"):
        file = found["desk"] / "class" / student / "inverted_scaling.py"
        file.parent.mkdir(parents=True)
        file.write_text(wrong, "utf-8")
    (found["desk"] / "roster.csv").write_text("sid,name\nann,Ann\nbob,Bob\n", "utf-8")
    words = ("grade", "class", "--roster", "roster.csv", "--into", "graded", "--seed", "1", "--course", str(ROOT))
    subprocess.run([COMMAND, *words], cwd=found["desk"], capture_output=True, check=True)
    return found


def run(writing: Writing, place: Path, dies_after: float | None = None) -> float:
    """Run a command, and kill it after so many seconds; gives how long it took."""
    begun = time.monotonic()
    process = subprocess.Popen(
        [COMMAND, *writing.words],
        cwd=place,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    with process.stdin as keyboard:
        try:
            keyboard.write(writing.typed.encode())
            keyboard.flush()
        except BrokenPipeError:
            pass
        try:
            process.wait(dies_after)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
    return time.monotonic() - begun


def contents(place: Path) -> dict[str, bytes]:
    """Every file but locks, and but what a database keeps beside itself while it is written."""
    found = (f for f in place.rglob("*") if f.is_file() and f.suffix not in (".lock", ".db-journal"))
    return {str(f.relative_to(place)): f.read_bytes() for f in found}


def faults_of_book(place: Path) -> Iterator[str]:
    """What is wrong with a book of grades that was being written: it is whole, and has what it had."""
    for file in place.rglob("*.db"):
        with closing(sqlite3.connect(file)) as book:
            if book.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                yield f"{file.name} is damaged"
            if file.parent.name == "graded" and not book.execute("SELECT count(*) FROM runs").fetchone()[0]:
                yield f"{file.name} has lost its grades"


def lost(before: dict[str, bytes], now: dict[str, bytes], after: dict[str, bytes]) -> Iterator[str]:
    """What a killed command has spoilt: `before` it ran, `now`, and `after` it in a run to its end."""
    whole = {*before.values(), *after.values()}
    for name, content in now.items():
        if ".draft-" in name or name.endswith(".db"):
            continue
        if name.endswith(".json"):
            try:
                json.loads(content)
            except ValueError:
                yield f"{name} is damaged"
        elif content not in whole:
            yield f"{name} is neither old nor new"
    yield from (f"{name} is gone" for name in before if name not in now)
    yield from ("the student's work is gone" for name in [P03] if name in before and before[name] not in now.values())


def kills(count: int, seed: int, tell: Callable[[str], None] = lambda _: None) -> list[str]:
    """Kill so many commands; gives what was lost."""
    dice, found = random.Random(seed), list[str]()
    with tempfile.TemporaryDirectory(prefix="dropgrade-kills-") as name:
        origins = places(Path(name))
        trial = Path(name) / "trial"
        for number in range(count):
            writing = WRITING[number % len(WRITING)]
            origin = origins[writing.place]
            before = contents(origin)
            shutil.copytree(origin, trial)
            took = run(writing, trial)
            after = contents(trial)
            shutil.rmtree(trial)
            shutil.copytree(origin, trial)
            run(writing, trial, dice.random() * took)
            wrong = [*lost(before, contents(trial), after), *faults_of_book(trial)]
            run(writing, trial)
            again = contents(trial)
            wrong += [*lost(before, again, after), *faults_of_book(trial)]
            if writing.words[0] != "reset":  # which keeps a version by its time
                wrong += [f"{each} is not made" for each in after if each not in again]
            if writing.words[0] in ("init", "check", "hint", "solution"):
                wrong += [f"{each} is left" for each in again if ".draft-" in each]
            found += [f"{' '.join(writing.words)}: {each}" for each in wrong]
            tell(f"{number + 1:4} {' '.join(writing.words)}: {', '.join(wrong) or 'nothing lost'}")
            shutil.rmtree(trial)
    return found


if __name__ == "__main__":
    failures = kills(int(sys.argv[1]) if len(sys.argv) > 1 else 30, 0, lambda line: print(line, flush=True))
    print(f"{len(failures)} lost")
    sys.exit(bool(failures))
