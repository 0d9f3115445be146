"""How long a check takes beside what it cannot do without; prints ratios, and fails nothing.

Run it on a quiet machine: python tests/benchmarks/speed.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from dropgrade.sandbox.client import Program
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.opening import opened_sandbox

ROOT = Path(__file__).resolve().parents[2]
COMMAND = str(Path(sys.executable).with_name("dropgrade"))
REFERENCE = ROOT / "solutions/p03_inverted_scaling/inverted_scaling.py"
ROUNDS = 15
WORKERS = 200


def seconds(command: Sequence[str]) -> float:
    """The wall time of one command."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def commands(rounds: int = ROUNDS) -> dict[str, float]:
    """The median time of every command, all of them once per round so that noise meets them alike."""
    python = [sys.executable, "-c"]
    table = {
        "floor": [*python, "import numpy, pytest"],
        "one": [COMMAND, "check", str(REFERENCE.parent)],
        "all": [COMMAND, "check", "solutions"],
        "click": [*python, "import click"],
        "help": [COMMAND, "--help"],
    }
    times = [{name: seconds(command) for name, command in table.items()} for _ in range(rounds)]
    return {name: statistics.median(t[name] for t in times) for name in table}


def median_of(action: Callable[[], object], times: int) -> float:
    """The median time of an action."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


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


def main() -> None:
    """Print the table."""
    problems = len(list((ROOT / "solutions").glob("p*/suite.py")))
    t = commands()
    worker, call = sandbox()
    further = (t["all"] - t["one"]) / (problems - 1)
    rows = [
        ("`import numpy, pytest`: the floor", f"{t['floor'] * 1000:.0f} ms", "1.00", ""),
        ("`dropgrade check`, one problem, cold", f"{t['one'] * 1000:.0f} ms", f"{t['one'] / t['floor']:.2f}", "1.6"),
        (
            f"`dropgrade check`, all {problems} problems",
            f"{t['all'] * 1000:.0f} ms",
            f"{t['all'] / t['floor']:.2f}",
            "",
        ),
        ("each further problem in one run", f"{further * 1000:.0f} ms", "", "80 ms"),
        ("one confined worker, one call, from fork to end", f"{worker * 1000:.1f} ms", "", ""),
        ("one more call with a 64×100 array", f"{call * 1000:.2f} ms", "", ""),
        (
            "`dropgrade --help` beside `import click`",
            f"{t['help'] * 1000:.0f} ms",
            f"{t['help'] / t['click']:.2f}",
            "2.5",
        ),
    ]
    print("| what | time | ratio | bar |\n|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
