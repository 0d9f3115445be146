"""How fast a class is graded, beside the harness that is common for it, run once for each file.

    python -m tests.benchmarks.class_speed [--submissions 1000] [--part 200] [--harness 40]

Prints wall time, processor time and peak memory for so many submissions of p03 and for so many of all nine problems of
part 1, and for p03 the same with gradescope-utils, a process for each submission, as its users run it. It is installed
for the occasion into a temporary folder. Ratios count; seconds are those of the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.cases import COURSE, PROBLEMS, program

from dropgrade.course.problem import read_problem

PART_1 = PROBLEMS[:9]
P03 = "p03_inverted_scaling"
HARNESS = '''
import sys, unittest
import numpy as np
from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner
sys.path.insert(0, sys.argv[1])
from inverted_scaling import inverted_dropout as f

class Checks(unittest.TestCase):
    """The fourteen things that the suite of p03 looks at, each on arrays of the suite's sizes."""
    def setUp(self):
        self.rng = np.random.default_rng(1)
        self.x = self.rng.standard_normal((100, 100))
    def run_at(self, p, **more):
        return f(self.x, p, rng=self.rng, **more)
for number, body in enumerate([
    lambda s: s.assertTrue((s.run_at(.3)[0] == 0).any()), lambda s: s.assertAlmostEqual((s.run_at(.3)[0] == 0).mean(), .3, delta=.05),
    lambda s: s.assertTrue(np.allclose(s.run_at(.3)[0].max(), s.x.max() / .7, rtol=.5)), lambda s: s.assertFalse((s.run_at(.5)[0] == 0).all(0).any()),
    lambda s: s.assertFalse(np.array_equal(s.run_at(.5)[0], s.run_at(.5)[0])), lambda s: s.assertEqual(set(np.unique(s.run_at(.5)[1])), {0, 1}),
    lambda s: s.assertTrue(np.array_equal(s.run_at(.5, training=False)[0], s.x)), lambda s: s.assertIsNone(s.run_at(.5, training=False)[1]),
    lambda s: s.assertTrue((f(s.x, .5)[0] == 0).any()), lambda s: s.assertEqual(f(s.x, .5, rng=np.random.default_rng(3))[0].tolist(), f(s.x, .5, rng=np.random.default_rng(3))[0].tolist()),
    lambda s: s.assertTrue((f(np.ones((400, 400)), .004, rng=s.rng)[0] == 0).any()), lambda s: s.assertEqual(f(np.ones((2, 3, 4), np.float32), .5, rng=s.rng)[0].dtype, np.float32),
    lambda s: s.assertTrue((lambda before: (s.run_at(.5), np.array_equal(before, s.x))[1])(s.x.copy())), lambda s: s.assertRaises(ValueError, f, s.x, 1.5),
]):
    setattr(Checks, f"test_{number:02}", weight(1)(body))
suite = unittest.defaultTestLoader.loadTestsFromTestCase(Checks)
with open(sys.argv[2], "w") as out:
    JSONTestRunner(visibility="visible", stream=out).run(suite)
'''  # noqa: E501 - a program of its own, kept short


@dataclass
class Cost:
    """What a run took: seconds of wall and of processors, and the megabytes of its largest moment."""

    wall: float
    cpu: float
    memory: float = 0.0


def programs(problem: str, count: int, rng: random.Random) -> list[str]:
    """Programs that all differ: three in five right, the others with a known mistake."""
    known = [each.name for each in read_problem(COURSE, problem).mistakes.single]
    found = []
    for number in range(count):
        mistakes = [rng.choice(known)] if number % 5 > 2 else []
        found.append(f"# number {number}\n{program(problem, *mistakes)}")
    return found


def make_class(file: Path, problems: list[str], count: int) -> list[str]:
    """A zip as Moodle writes it, with so many students; gives the programs of the first problem."""
    rng = random.Random(1)
    work = {problem: programs(problem, count, rng) for problem in problems}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for problem, sources in work.items():
            for number, source in enumerate(sources):
                name = f"{problem.partition('_')[2]}.py"
                archive.writestr(f"Student_{number}_assignsubmission_file_/{name}", source)
    return work[problems[0]]


def processes_below(root: int) -> list[int]:
    """A process and all that it has started."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    found = [root]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def measured(words: list[str], **more: object) -> Cost:
    """Run a command, and look at the memory of all its processes ten times a second."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, **more)  # type: ignore[call-overload]
    largest, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            largest[0] = max(largest[0], sum(map(proportional, processes_below(process.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    done.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.perf_counter() - start, cpu, largest[0] / 1024)


def proportional(process: int) -> float:
    """The kilobytes of a process, its share of what several processes have in common counted once."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return float(next((line.split()[1] for line in lines if line.startswith("Pss:")), 0))


def grade(folder: Path, source: Path, problems: list[str]) -> Cost:
    """Grade a class from its zip."""
    chosen = [word for problem in problems for word in ("--problem", problem)]
    command = [sys.executable, "-m", "dropgrade", "grade", str(source), "--into", str(folder / source.stem), *chosen]
    return measured(command)


def one_at_a_time(folder: Path, sources: list[str]) -> Cost:
    """Grade files with gradescope-utils, a process for each."""
    packages = folder / "packages"
    quiet = [sys.executable, "-m", "pip", "install", "-qq", "--target", str(packages), "--no-deps", "gradescope-utils"]
    subprocess.run(quiet, check=True)
    harness = folder / "harness.py"
    harness.write_text(HARNESS)
    cost = Cost(0.0, 0.0)
    for number, source in enumerate(sources):
        own = folder / f"one_{number}"
        own.mkdir()
        (own / "inverted_scaling.py").write_text(source)
        env = {**os.environ, "PYTHONPATH": str(packages), "OPENBLAS_NUM_THREADS": "1"}
        each = measured([sys.executable, str(harness), str(own), str(own / "results.json")], env=env)
        assert json.loads((own / "results.json").read_text())["tests"], "the harness did not run"
        cost = Cost(cost.wall + each.wall, cost.cpu + each.cpu, max(cost.memory, each.memory))
    return cost


def show(what: str, cost: Cost, count: int) -> None:
    """A line of the table."""
    each = f"{1000 * cost.wall / count:8.1f} ms wall, {1000 * cost.cpu / count:8.1f} ms CPU each"
    print(f"{what:<44} {cost.wall:7.1f} s  {each}, peak {cost.memory:5.0f} MB")


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--submissions", type=int, default=1000)
    ask.add_argument("--part", type=int, default=200)
    ask.add_argument("--harness", type=int, default=40, help="how many of the files the harness grades")
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        tenth = max(1, asked.submissions // 10)
        make_class(folder / "tenth.zip", [P03], tenth)
        sources = make_class(folder / "one.zip", [P03], asked.submissions)
        few = grade(folder, folder / "tenth.zip", [P03])
        show(f"p03, {tenth} submissions", few, tenth)
        many = grade(folder, folder / "one.zip", [P03])
        show(f"p03, {asked.submissions} submissions", many, asked.submissions)
        print(f"  memory of {asked.submissions} against {tenth}: × {many.memory / few.memory:.2f}")
        if asked.part:
            make_class(folder / "part.zip", PART_1, asked.part)
            show(f"part 1, {asked.part} × 9", grade(folder, folder / "part.zip", PART_1), asked.part * len(PART_1))
        if asked.harness:
            other = one_at_a_time(folder, sources[: asked.harness])
            show(f"gradescope-utils, {asked.harness} of them one by one", other, asked.harness)
            times = (other.wall / asked.harness) / (many.wall / asked.submissions)
            work = (other.cpu / asked.harness) / (many.cpu / asked.submissions)
            print(f"  one by one against dropgrade grade: wall time × {times:.1f}, processor time × {work:.1f}")


if __name__ == "__main__":
    main()
