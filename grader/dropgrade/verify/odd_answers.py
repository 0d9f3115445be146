"""Answers that no function should give: a suite may fail them, and must never fail itself.

The reference runs in this process. Each of its answers is changed before the suite sees it, and goes through the codec
that a submission's answers go through. What then raises anything but a failed check is a fault of the suite.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from dropgrade.course.author_code import import_file, line_in
from dropgrade.course.faults import Fault
from dropgrade.course.problem import Problem
from dropgrade.verify.oddities import ODDITIES
from dropgrade.verify.tasks import Batch

if TYPE_CHECKING:
    from dropgrade.sandbox.client import Reply, Sandbox

SEED = 7
FIRST_CALLS = (0, 2)
"""The calls of a check from which on its answers are odd: all of them, and all but the first two."""


@dataclass(slots=True)
class OddAnswers:
    """The suite of a problem on odd answers of its reference, which is graded first: a right one ends."""

    graded: Batch
    size: int = 1
    result: Sequence[Fault] = ()

    @property
    def problem(self) -> Problem:
        """The problem whose suite this is about."""
        return self.graded.problem

    @property
    def group(self) -> str:
        """The problem."""
        return self.problem.name

    @property
    def _reference(self) -> Path:
        return self.problem.solution / f"{self.problem.stem}.py"

    def run(self, sandbox: Sandbox, tick: Callable[[], None]) -> list[Fault]:
        """Run every check on every oddity; each check is reported once, for the first oddity that breaks it."""
        import numpy as np

        tick()
        (report,) = self.graded.run(sandbox, lambda: None)
        if report.score < report.max_score:
            return []  # the reference is reported, and may never end
        found: dict[str, Fault] = {}
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            suite, reference = _imported(self.problem.suite), _imported(self._reference)
            if suite is None or reference is None:
                return []  # reported as what it is
            for check, label, error in self._broken(suite, reference):
                found.setdefault(check, self._fault(check, label, error))
        return list(found.values())

    def _broken(self, suite: ModuleType, reference: ModuleType) -> Iterator[tuple[str, str, BaseException]]:
        for label, change in ODDITIES.items():
            for first in FIRST_CALLS:
                for spec in self.problem.checks:
                    error = _ending(getattr(suite, spec.name), _OddWorker(reference, change, first))
                    if error is not None:
                        yield spec.name, label + (" from the third call on" if first else ""), error

    def _fault(self, check: str, label: str, error: BaseException) -> Fault:
        begins = next(spec.line for spec in self.problem.checks if spec.name == check)
        line = line_in(str(self.problem.suite), error) or begins
        message = f"{check} itself fails where the answer is {label}: {type(error).__name__}: {error}"[:300]
        return Fault(self.problem.suite, line, message, "Let an expectation see the answer before computing with it.")


def _ending(check: Callable[..., object], worker: _OddWorker) -> BaseException | None:
    """What a check raises that is no verdict on the answer."""
    import numpy as np

    from dropgrade.checks.failure import CheckFailed
    from dropgrade.checks.student import Student
    from dropgrade.sandbox.outcomes import StudentRaised, WorkerOutcome

    given = {"student": Student(worker), "rng": np.random.default_rng(SEED)}  # type: ignore[arg-type]
    try:
        check(**{name: given[name] for name in inspect.signature(check).parameters})
    except (CheckFailed, StudentRaised, WorkerOutcome, AssertionError):
        return None
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the suite's
        return error
    return None


@dataclass(slots=True)
class _OddWorker:
    """A worker of this process, whose answers become odd from one of its calls on."""

    module: ModuleType
    change: Callable[[Any], Any]
    first: int
    calls: int = 0
    objects: dict[int, object] = field(default_factory=dict)

    def call(
        self,
        name: str,
        args: Sequence[object] = (),
        kwargs: dict[str, object] | None = None,
        *,
        owner: int | None = None,
    ) -> Reply:
        """Call the reference, and give its answer as a worker would, but for the change."""
        from dropgrade.sandbox.client import Reply
        from dropgrade.sandbox.outcomes import NameMissing, RaisedInfo, StudentRaised

        target = self.module if owner is None else self.objects.get(owner)
        if not hasattr(target, name):
            raise NameMissing(f"There is no `{name}`.", name)
        try:
            value = getattr(target, name)(*args, **(kwargs or {}))
        except Exception as error:  # noqa: BLE001 - as a submission's would be
            bases = tuple(each.__name__ for each in type(error).__mro__)
            raise StudentRaised(name, RaisedInfo(type(error).__name__, bases, str(error))) from None
        self.calls += 1
        return Reply(self._crossed(self.change(value) if self.calls > self.first else value))

    def _crossed(self, value: object) -> object:
        """A value as it comes out of the codec."""
        from dropgrade.sandbox.wire import Decoder, Encoder, parts_of

        frame = Encoder(self._to_wire).frame({"data": value})
        return Decoder().message(*parts_of(frame))["data"]

    def _to_wire(self, value: object) -> object:
        from dropgrade.sandbox.wire import Foreign, Handle

        if type(value).__module__ == self.module.__name__ and not isinstance(value, type):
            self.objects[id(value)] = value
            return Handle(id(value), type(value).__name__)
        return Foreign("a generator") if type(value).__name__ == "Generator" else value


def _imported(file: Path) -> ModuleType | None:
    """A file of the author's as a module, or None where it cannot be imported."""
    try:
        return import_file(file)
    except (Exception, SystemExit):  # noqa: BLE001 - as above
        return None
