"""Everything that a suite can ask of a submission besides its values: output, input, files, figures, counted calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from dropgrade.checks.drawings import Drawn, Figure, figures_from
from dropgrade.checks.failure import fail
from dropgrade.checks.memory_files import StudentFiles
from dropgrade.sandbox.client import Reply, Worker
from dropgrade.sandbox.outcomes import CountedCall


class Abilities:
    """The abilities that `student` has besides the submission's own names."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self.last = Reply(None)
        self.last_function = ""

    @property
    def id(self) -> str:
        """The student's id if the problem is `per_student` and the run knows it, else empty. `rng` depends on it."""
        return self._worker.program.student

    @property
    def printed(self) -> str:
        """The output of the last call, at most the last 256 kB."""
        return self._worker.printed_by_call

    @property
    def stdin(self) -> str:
        """The standard input of the next call; after that call there is nothing left to read."""
        return str(self._worker.next_call.get("stdin", ""))

    @stdin.setter
    def stdin(self, text: str) -> None:
        self._worker.for_next_call(stdin=text)

    def run(self, stdin: str = "") -> str:
        """Execute the program as `python FILE` does, with this standard input, and return what it printed."""
        self.stdin = stdin
        self.last, self.last_function = Reply(None), "the program"
        self.last = self._worker.run()
        return self.printed

    def seed_global_random(self, seed: int) -> None:
        """Seed `random` and `np.random` for the next call, as `random.seed` and `np.random.seed` do."""
        self._worker.for_next_call(global_seed=seed)

    @property
    def files(self) -> StudentFiles:
        """The files in memory, if the problem allows files."""
        return StudentFiles(self._worker)

    @property
    def figures(self) -> Drawn[Figure]:
        """Everything that pyplot has drawn since the check began, one entry for each open figure."""
        return figures_from(self._worker.ask("figures"))

    @contextmanager
    def traced(self) -> Iterator[Calls]:
        """Count the calls between the submission's own functions while the suite calls it."""
        calls = Calls()
        self._worker.on_call = calls.add
        try:
            yield calls
        finally:
            self._worker.on_call = None

    @property
    def cpu_seconds(self) -> float:
        """The processor time that the worker has used so far, measured from outside if the system allows it."""
        return self._worker.clock

    @contextmanager
    def memory_measured(self) -> Iterator[Memory]:
        """Measure the most memory that a call takes in addition to what was in use before; such calls are slow."""
        memory = Memory()
        self._worker.on_peak = memory.add
        try:
            yield memory
        finally:
            self._worker.on_peak = None


class Memory:
    """The most memory that a call took, in bytes, for Python's objects and NumPy's arrays.

    The program itself reports this, so a program that wants to deceive can: no check should rely on it alone.
    """

    def __init__(self) -> None:
        self.peak = 0

    def add(self, peak: int) -> None:
        """Record another call."""
        self.peak = max(self.peak, peak)


class Calls:
    """How often functions were called, by name: `fib`, `Cache.get`, `outer.<locals>.inner`.

    The program itself reports this, so a program that wants to deceive can: no check should rely on it alone.
    """

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str], int] = {}

    def add(self, counted: tuple[CountedCall, ...]) -> None:
        """Add the counts of one call from the suite."""
        for caller, function, count in counted:
            self.counts[caller, function] = self.counts.get((caller, function), 0) + count

    def of(self, function: str, caller: str | None = None) -> int:
        """Return how often a function was called, by any caller or by this one; the suite's own caller is ''."""
        return sum(n for (by, name), n in self.counts.items() if name == function and caller in (None, by))

    @property
    def functions(self) -> tuple[str, ...]:
        """Return the names of the functions that were called."""
        return tuple(sorted({name for _, name in self.counts}))


def expect_calls(
    calls: Calls, function: str, *, caller: str | None = None, at_least: int = 1, at_most: int | None = None,
    mistakes: str | tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Expect that a function was called this often, by any caller or by this one."""
    count = calls.of(function, caller)
    if count < at_least or (at_most is not None and count > at_most):
        by = f" by `{caller}`" if caller else ""
        expected = f"at least {at_least}" if at_most is None else f"{at_least} to {at_most}"
        fail(f"calls of `{function}`{by}", observed=str(count), expected=expected, mistakes=mistakes)


NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
MOST_NUMBERS = 10_000


def numbers_in(text: str) -> list[float]:
    """Return the numbers in a text, such as printed output, in order; there may be words between them."""
    return [float(found[0]) for _, found in zip(range(MOST_NUMBERS), NUMBER.finditer(text), strict=False)]


def expect_file(files: StudentFiles, name: str, *, mistakes: str | tuple[str, ...] = ()) -> str:
    """Expect that the program has written a text file with this name; returns its text."""
    if name not in files:
        written = ", ".join(sorted(files)) or "no file"
        fail("the files that were written", observed=written, expected=name, mistakes=mistakes)
    try:
        return files[name].decode()
    except UnicodeDecodeError:
        fail(f"the file {name}", observed="bytes that are not UTF-8 text", expected="a text", mistakes=mistakes)
