"""What an evaluation gives where that is more than its input as it was: the answer of a plain layer or network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import numpy as np

from dropgrade.checks.arrays import expect_array
from dropgrade.checks.behaviour import attempt, expect_returns
from dropgrade.checks.dropout.factor import RTOL
from dropgrade.checks.dropout.mistaken_factors import DROPS, evaluation_factors
from dropgrade.checks.failure import Array, CheckFailed, fail
from dropgrade.checks.readings import Reading, expect_explained

NEEDS_RNG: Final = ("needs_rng_at_evaluation",)


def expect_evaluated(
    call: Callable[[], object],
    right: Array,
    p: float,
    *,
    what: str,
    scaled: Callable[[float], Iterable[Array]],
    mistakes: Mapping[str, Array] | None = None,
) -> None:
    """Expect an evaluation to give `right`, and the same in a second call.

    `scaled` maps a factor to what comes of it, in one place or another. Proposes the mistakes of `evaluation_factors`,
    those in `mistakes` by what each would give, two at once among them, and what drops where two calls differ.
    """
    observed = call()
    if observed is None:
        fail(what, observed="None", expected=f"an array of shape {right.shape}", mistakes=["nothing_at_evaluation"])
    if _differs(call, observed):
        expect_array(observed, right, what=what, mistakes=dict.fromkeys(DROPS, True), rtol=RTOL)

    def readings() -> Iterator[Reading]:
        yield frozenset(), right
        for name, factor in evaluation_factors(p).items():
            yield from ((frozenset({name}), value) for value in scaled(factor) if name)
        yield from ((frozenset({name}), value) for name, value in (mistakes or {}).items())

    expect_explained(observed, right, readings, what=what, rtol=RTOL)


def _differs(call: Callable[[], object], observed: object) -> bool:
    """Whether the call gives something else another time."""
    try:
        again = attempt(call)
    except CheckFailed:
        return False
    return isinstance(observed, np.ndarray) and isinstance(again, np.ndarray) and not np.array_equal(observed, again)


def expect_no_rng_needed(call: Callable[..., object], *args: object) -> object:
    """Expect an evaluation, with None for its rng, to return; returns what it returned."""
    return expect_returns(call, *args, what="an evaluation with rng = None", mistakes=NEEDS_RNG)
