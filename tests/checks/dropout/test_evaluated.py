"""An evaluation that is more than its input as it was, and what is written once for all who look at it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from dropgrade.checks import CheckFailed
from dropgrade.checks.arrays import expect_precision
from dropgrade.checks.dropout.evaluated import expect_evaluated
from dropgrade.checks.visible.members import expect_alone

P = 0.2
X, BRANCH = np.random.default_rng(0).uniform(1, 2, (2, 6, 5))
DRAWS = np.random.default_rng(1)
SEEN: list[tuple[Callable[[], object], set[str]]] = [
    (lambda: X + BRANCH, set()),
    (lambda: (X + BRANCH).astype(np.float32).astype(float), set()),
    (lambda: X + BRANCH * (1 - P), {"scales_at_evaluation"}),
    (lambda: (X + BRANCH) / (1 - P), {"divides_at_evaluation"}),
    (lambda: X + BRANCH * P, {"evaluation_times_p"}),
    (lambda: BRANCH, {"forgets_skip"}),
    (lambda: BRANCH * P, {"forgets_skip", "evaluation_times_p"}),
    (lambda: X + BRANCH * (DRAWS.random(X.shape) > P), {"drops_at_evaluation", "modes_swapped", "mode_from_rng"}),
    (lambda: None, {"nothing_at_evaluation"}),
    (lambda: X - BRANCH, set()),
    (lambda: "x", set()),
]


@pytest.mark.parametrize(("call", "names"), SEEN)
def test_an_evaluation_proposes_what_would_give_it(call: Callable[[], object], names: set[str]) -> None:
    """Factors, other mistakes, two at once, drops and nothing at all are each proposed where they would give this."""
    found: set[str] = set()
    try:
        expect_evaluated(
            call,
            X + BRANCH,
            P,
            what="out",
            scaled=lambda factor: [X + BRANCH * factor, (X + BRANCH) * factor],
            mistakes={"forgets_skip": BRANCH, "skips_at_evaluation": X},
        )
    except CheckFailed as failed:
        found = set(failed.mistakes)
    else:
        assert isinstance(call(), np.ndarray)
        assert np.allclose(call(), X + BRANCH, rtol=1e-6)  # type: ignore[arg-type]
    assert found == names


def test_a_double_is_named_and_another_dtype_is_not() -> None:
    """Only an array that came back as float64 has lost its precision in the known way."""
    like = X.astype(np.float32)
    assert expect_precision(like, like) is like
    for dtype, names in ((np.float64, ("float64_out",)), (np.float16, ())):
        with pytest.raises(CheckFailed) as failure:
            expect_precision(X.astype(dtype), like)
        assert failure.value.mistakes == names


def test_what_comes_alone_is_no_pair() -> None:
    """A result with something beside it is a mistake."""
    assert np.array_equal(expect_alone(X), X)
    with pytest.raises(CheckFailed) as failure:
        expect_alone((X, None))
    assert failure.value.mistakes == ("returns_mask_too",)
