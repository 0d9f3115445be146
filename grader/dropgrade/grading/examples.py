"""Run checks that draw inputs with Hypothesis: seeded, limited in time, reporting the smallest failing example."""

from __future__ import annotations

import functools
import itertools
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Spent = Callable[[], bool]
"""Returns whether the time for drawing examples is over."""
LONGEST = 200
"""The maximum length of an example that is shown, in characters."""
LEAST = 3
"""Examples that are tried however long they take, so that no check passes without any."""
WALL = 60.0
"""Seconds for all examples of a check, as a backstop: the actual limit is on the submission's own time."""


class FailedExample(Exception):
    """A check failed on an example: the arguments in words, and the exception."""

    def __init__(self, example: str, failure: Exception) -> None:
        super().__init__(f"with {example}: {failure}")
        self.example = example
        self.failure = failure


class _Enough(BaseException):
    """Ends the search for examples; Hypothesis lets it pass like an interruption."""


def is_of_hypothesis(check: Callable[..., object]) -> bool:
    """Whether a check uses Hypothesis."""
    return getattr(check, "is_hypothesis_test", False) is True


def tried(check: Any, given: dict[str, Any], seed: int, begin: Callable[[], Spent], most: int | None = None) -> None:  # noqa: ANN401
    """Run a check on examples until one fails; raises `FailedExample` with the smallest one.

    The same seed draws the same examples. When the time is over, the smallest failure found so far counts; it begins
    with `begin`, once Hypothesis is imported, which is not the submission's work either.
    """
    _prepare()
    is_spent = begin()
    ends, failed, number = time.monotonic() + WALL, list[FailedExample](), itertools.count()
    inner = check.hypothesis.inner_test

    @functools.wraps(inner)
    def example(*args: object, **kwargs: object) -> object:
        if next(number) >= LEAST and (is_spent() or time.monotonic() > ends):
            raise _Enough
        try:
            return inner(*args, **kwargs)
        except Exception as failure:
            if not _is_of_hypothesis_itself(failure):
                drawn = {name: value for name, value in kwargs.items() if name not in given}
                failed[:] = [FailedExample(_in_words(drawn), failure)]  # later failures are smaller
            raise

    check.hypothesis.inner_test = example
    try:
        with _settled(check, seed, most):
            check(**given)
    except (Exception, _Enough) as error:
        if failed:
            raise failed[0] from None
        if not isinstance(error, _Enough):
            raise
    finally:
        check.hypothesis.inner_test = inner


@contextmanager
def _settled(check: Any, seed: int, most: int | None) -> Iterator[None]:  # noqa: ANN401
    """Make a check's draws depend on the seed only: no database, no deadline, one failure, no output."""
    from hypothesis import HealthCheck, Phase, Verbosity, settings

    own = check._hypothesis_internal_use_settings  # noqa: SLF001 - @settings may be applied once, and is the author's
    base: Any = own or settings.default
    settled = settings(
        base, database=None, deadline=None, derandomize=False, print_blob=False,
        report_multiple_bugs=False, verbosity=Verbosity.quiet, suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        max_examples=most or base.max_examples,
    )  # fmt: skip
    check._hypothesis_internal_use_settings = settled  # noqa: SLF001 - as above
    check._hypothesis_internal_use_seed = seed  # noqa: SLF001 - as @seed does
    try:
        yield
    finally:
        check._hypothesis_internal_use_settings = own  # noqa: SLF001 - as above


@functools.cache
def _prepare() -> object:
    """Import Hypothesis, keep its files out of the course, and make its draws independent of the loaded modules."""
    from hypothesis.configuration import set_hypothesis_home_dir
    from hypothesis.internal.conjecture import providers

    if hasattr(providers, "_get_local_constants"):  # its constants come from loaded modules, which differ between runs
        providers._get_local_constants = lambda: providers._local_constants  # noqa: SLF001 - it has no setting
    folder = tempfile.TemporaryDirectory(prefix="dropgrade-")
    set_hypothesis_home_dir(folder.name)
    return folder  # deleted when the process ends


def _is_of_hypothesis_itself(error: Exception) -> bool:
    """Whether an exception controls Hypothesis, as `assume` does."""
    return type(error).__module__.partition(".")[0] == "hypothesis"


def _in_words(drawn: dict[str, object]) -> str:
    words = ", ".join(f"{name} = {value!r}" for name, value in drawn.items())
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
