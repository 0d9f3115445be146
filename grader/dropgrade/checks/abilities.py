"""What a suite can ask of a submission beside its values: output, input, files, figures, counted calls."""

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
    """What `student` has beside the submission's own names."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self.last = Reply(None)
        self.last_function = ""

    @property
    def id(self) -> str:
        """Who handed in, where the problem is `per_student` and the run knows it; else empty. `rng` depends on it."""
        return self._worker.program.student

    @property
    def printed(self) -> str:
        """What the newest call printed, at most its last 256 kB."""
        return self._worker.printed_by_call

    @property
    def stdin(self) -> str:
        """What the next call will read from standard input; afterwards there is nothing more to be read."""
        return str(self._worker.next_call.get("stdin", ""))

    @stdin.setter
    def stdin(self, text: str) -> None:
        self._worker.for_next_call(stdin=text)

    def run(self, stdin: str = "") -> str:
        """Execute the program as `python FILE` does, with this for its standard input; what it printed."""
        self.stdin = stdin
        self.last, self.last_function = Reply(None), "the program"
        self.last = self._worker.run()
        return self.printed

    def seed_global_random(self, seed: int) -> None:
        """Seed `random` and `np.random` for the next call, as `random.seed` and `np.random.seed` do."""
        self._worker.for_next_call(global_seed=seed)

    @property
    def files(self) -> StudentFiles:
        """The files in memory, where the problem allows files."""
        return StudentFiles(self._worker)

    @property
    def figures(self) -> Drawn[Figure]:
        """What pyplot has drawn since the check began, one for each open figure."""
        return figures_from(self._worker.ask("figures"))

    @contextmanager
    def traced(self) -> Iterator[Calls]:
        """Count the calls between functions of the submission's own, while the suite calls it."""
        calls = Calls()
        self._worker.on_call = calls.add
        try:
            yield calls
        finally:
            self._worker.on_call = None

    @property
    def cpu_seconds(self) -> float:
        """The processor time that the worker has used so far, read from outside where the system tells it."""
        return self._worker.clock

    @contextmanager
    def memory_measured(self) -> Iterator[Memory]:
        """Measure the most memory that a call takes beyond what there was before it; such calls are slow."""
        memory = Memory()
        self._worker.on_peak = memory.add
        try:
            yield memory
        finally:
            self._worker.on_peak = None


class Memory:
    """The most memory that a call took, in bytes: of Python's objects and of NumPy's arrays.

    The program says this of itself, so a program that wants to deceive can: no check should rest on it alone.
    """

    def __init__(self) -> None:
        self.peak = 0

    def add(self, peak: int) -> None:
        """Take note of another call."""
        self.peak = max(self.peak, peak)


class Calls:
    """How often functions were called, by their names: `fib`, `Cache.get`, `outer.<locals>.inner`.

    The program says this of itself, so a program that wants to deceive can: no check should rest on it alone.
    """

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str], int] = {}

    def add(self, counted: tuple[CountedCall, ...]) -> None:
        """Add what one call of the suite gave."""
        for caller, function, count in counted:
            self.counts[caller, function] = self.counts.get((caller, function), 0) + count

    def of(self, function: str, caller: str | None = None) -> int:
        """How often a function was called, by whichever other or by one; the suite's own calls have the caller ''."""
        return sum(n for (by, name), n in self.counts.items() if name == function and caller in (None, by))

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions that were called, by name."""
        return tuple(sorted({name for _, name in self.counts}))


def expect_calls(
    calls: Calls, function: str, *, caller: str | None = None, at_least: int = 1, at_most: int | None = None,
    mistakes: str | tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Expect that a function was called so often, by whichever other or by one."""
    count = calls.of(function, caller)
    if count < at_least or (at_most is not None and count > at_most):
        by = f" by `{caller}`" if caller else ""
        expected = f"at least {at_least}" if at_most is None else f"{at_least} to {at_most}"
        fail(f"calls of `{function}`{by}", observed=str(count), expected=expected, mistakes=mistakes)


NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
MOST_NUMBERS = 10_000


def numbers_in(text: str) -> list[float]:
    """The numbers in a text, such as in what was printed, in their order; there may be words between them."""
    return [float(found[0]) for _, found in zip(range(MOST_NUMBERS), NUMBER.finditer(text), strict=False)]


def expect_file(files: StudentFiles, name: str, *, mistakes: str | tuple[str, ...] = ()) -> str:
    """Expect that the program has written a text file of this name; returns its text."""
    if name not in files:
        written = ", ".join(sorted(files)) or "no file"
        fail("the files that were written", observed=written, expected=name, mistakes=mistakes)
    try:
        return files[name].decode()
    except UnicodeDecodeError:
        fail(f"the file {name}", observed="bytes that are no UTF-8 text", expected="a text", mistakes=mistakes)
