"""How long a check takes beside what it cannot do without, and what a class costs; prints ratios, and fails nothing.

Run it on a quiet machine: python tests/benchmarks/speed.py
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from dropgrade.course.edits import edited
from dropgrade.course.mistakes_file import read_mistakes
from dropgrade.sandbox.client import Program
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.sandbox.limits import Limits

ROOT = Path(__file__).resolve().parents[2]
COMMAND = str(Path(sys.executable).with_name("dropgrade"))
REFERENCE = ROOT / "solutions/p03_inverted_scaling/inverted_scaling.py"
ROUNDS = 15
SAVES = 30
LIGHT = {"help": "--help", "list": "list", "hint": "hint"}
WORKERS = 200
CLASS = 200


def seconds(command: Sequence[str], folder: Path) -> float:
    """The wall time of one command."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def commands(home: Path, rounds: int = ROUNDS) -> dict[str, float]:
    """The median time of every command, all of them once per round so that noise meets them alike."""
    python = [sys.executable, "-c"]
    table = {
        "floor": [*python, "import numpy, pytest"],
        "one": [COMMAND, "check", str(REFERENCE.parent)],
        "all": [COMMAND, "check", str(REFERENCE.parents[1])],
        "click": [*python, "import click"],
        "help": [COMMAND, "--help"],
        "list": [COMMAND, "list"],
        "hint": [COMMAND, "hint"],
    }
    times = [{name: seconds(command, home) for name, command in table.items()} for _ in range(rounds)]
    return {name: statistics.median(t[name] for t in times) for name in table}


def median_of(action: Callable[[], object], times: int) -> float:
    """The median time of an action."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def watching(home: Path) -> float:
    """The median time from a save to the end of the report, with `dropgrade watch` on a pipe."""
    wrong = home / "no_scaling.py"
    wrong.write_text(mistaken("no_scaling"))
    solutions = wrong, REFERENCE
    file = home / "exercises" / REFERENCE.parent.name / REFERENCE.name
    command = [COMMAND, "watch", "p03"]
    watch = subprocess.Popen(command, cwd=home, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    assert watch.stdout is not None
    times: list[float] = []
    for number in range(SAVES):
        saved = time.perf_counter()
        if number:  # the first report comes by itself
            shutil.copyfile(solutions[number % 2], file)
        next(line for line in watch.stdout if line.startswith(("Then:", "Full marks")))
        times.append(time.perf_counter() - saved)
    watch.kill()
    return statistics.median(times)


def sandbox() -> tuple[float, float]:
    """The time of one worker, from the fork to its end with one call, and of one more call."""
    program = Program("inverted_scaling", (("inverted_scaling.py", REFERENCE.read_text()),))
    x, rng = np.random.default_rng(0).random((64, 100)), np.random.default_rng(1)
    with opened_sandbox() as box:
        assert not box.missing, "measure a whole sandbox"

        def one_worker() -> None:
            worker = box.start(Limits(2, 512))
            worker.begin_loading(program, 0)
            worker.finish_loading()
            worker.call("inverted_dropout", (x, 0.3), {"rng": rng})
            worker.close()

        cost = median_of(one_worker, WORKERS)
        worker = box.start(Limits(5, 512))
        worker.begin_loading(program, 0)
        worker.finish_loading()
        return cost, median_of(lambda: worker.call("inverted_dropout", (x, 0.3), {"rng": rng}), WORKERS)


def mistaken(name: str) -> str:
    """The reference of p03 with a known mistake."""
    known = read_mistakes(REFERENCE.parent)[name]
    return edited(REFERENCE.read_text(), known.edits[:1]) or ""


def cpu_of_class(source: str, folder: Path, size: int = CLASS) -> float:
    """The CPU seconds of all processes for each of so many equal submissions of p03, graded in one run."""
    files = [folder / f"{number:03}.py" for number in range(size)]
    for file in files:
        file.write_text(f"{source}\n# {file.stem}\n")  # what is the same is graded once

    def cpu(chosen: Sequence[Path]) -> float:
        command = [COMMAND, "check", "--problem", "p03", *map(str, chosen)]
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        return usage.ru_utime + usage.ru_stime

    return (cpu(files) - cpu(files[:1])) / (size - 1)


def milliseconds(duration: float) -> str:
    """A time in seconds as the table shows it."""
    return f"{duration * 1000:.0f} ms"


def main() -> None:
    """Print the table."""
    problems = len(list((ROOT / "solutions").glob("p*/suite.py")))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        subprocess.run([COMMAND, "init", home], check=True, stdout=subprocess.DEVNULL)
        t, save = commands(home), watching(home)
        right, wrong = cpu_of_class(REFERENCE.read_text(), home), cpu_of_class(mistaken("no_scaling"), home)
    worker, call = sandbox()
    further = (t["all"] - t["one"]) / (problems - 1)
    rows = [
        ("`import numpy, pytest`: the floor", milliseconds(t["floor"]), "1.00", ""),
        ("`dropgrade check`, one problem, cold", milliseconds(t["one"]), f"{t['one'] / t['floor']:.2f}", "1.45"),
        (
            f"`dropgrade check`, all {problems} problems",
            milliseconds(t["all"]),
            f"{t['all'] / t['floor']:.2f}",
            "1.6 s where the floor is 190 ms",
        ),
        ("each further problem in one run", milliseconds(further), "", "45 ms"),
        ("one confined worker, one call, from fork to end", f"{worker * 1000:.1f} ms", "", ""),
        ("one more call with a 64×100 array", f"{call * 1000:.2f} ms", "", ""),
        ("from a save to the report, `dropgrade watch`", milliseconds(save), "", "120 ms"),
        (f"CPU of one of {CLASS} right submissions of p03", milliseconds(right), "", "30 ms"),
        (f"CPU of one of {CLASS} wrong submissions of p03", milliseconds(wrong), "", "90 ms"),
        *(
            (
                f"`dropgrade {word}` beside `import click`",
                f"{t[name] * 1000:.0f} ms",
                f"{t[name] / t['click']:.2f}",
                "2",
            )
            for name, word in (("help", "--help"), ("list", "list"), ("hint", "hint"))
        ),
    ]
    print("| what | time | ratio | bar |\n|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
