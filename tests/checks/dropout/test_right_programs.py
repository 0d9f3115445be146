"""Right programs pass every check, and odd answers fail it with words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from dropgrade.checks import CheckFailed
from dropgrade.checks.dropout import KEEP, ONE, Backward, Dropout
from dropgrade.checks.dropout.repeats import repeated
from dropgrade.sandbox.client import Reply
from tests.checks.dropout.programs import BACKWARD, ENTRIES, FEATURES, RIGHT
from tests.checks.odd_values import ODD
from tests.local import local_student

FORWARD_CHECKS = (
    "expect_some_dropped", "expect_rate", "expect_small_rate", "expect_factor", "expect_own_coins",
    "expect_every_entry", "expect_new_coins", "expect_rng_alone", "expect_mask", "expect_mask_values",
    "expect_evaluation", "expect_training_by_default", "expect_dimensions", "expect_dtype", "expect_unchanged",
    "expect_refusals",
)  # fmt: skip
BACKWARD_CHECKS = (
    "expect_zeros", "expect_factor", "expect_derivative", "expect_evaluation", "expect_kinds_of_mask",
    "expect_dimensions", "expect_dtype", "expect_unchanged", "expect_zero_rate",
)  # fmt: skip
SINGLE = RIGHT.replace("out = out / (1 - p)", "out = x * (mask.astype(np.float32) / np.float32(1 - p))")
LISTS = RIGHT.replace("return out, mask", "return [out, mask.astype(int)]").replace(
    "return x, None", "return [x, None]"
)
BINOMIAL = RIGHT.replace("mask = rng.random(x.shape) >= p", "mask = rng.binomial(1, 1 - p, x.shape)")
STANDARD = RIGHT.replace("    out = out / (1 - p)\n", "").replace("return x, None", "return x * (1 - p), None")
PROGRAMS = {"right": RIGHT, "single precision": SINGLE, "lists": LISTS, "binomial": BINOMIAL}


@pytest.mark.parametrize("check", FORWARD_CHECKS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_right_programs_pass(program: str, check: str) -> None:
    """Whichever random call they use, and whatever precision they compute in."""
    for seed in range(5):
        getattr(ENTRIES, check)(local_student(PROGRAMS[program]), np.random.default_rng(seed))


@pytest.mark.parametrize("check", BACKWARD_CHECKS)
def test_a_right_backward_pass_passes(check: str) -> None:
    """Every check of the backward pass lets the right one through."""
    for seed in range(5):
        getattr(BACKWARD, check)(local_student(RIGHT), np.random.default_rng(seed))


def test_standard_dropout_has_factors_of_its_own() -> None:
    """A factor of 1 in training and 1 - p at evaluation are as good as those of inverted dropout."""
    standard = Dropout("drop", factor=ONE, evaluation=KEEP)
    for check in ("expect_rate", "expect_factor", "expect_evaluation"):
        getattr(standard, check)(local_student(STANDARD), np.random.default_rng(1))


def test_coins_that_features_share_are_counted_once() -> None:
    """Spatial dropout passes what is asked of coins, and fails what is asked of entries."""
    spatial = RIGHT.replace("rng.random(x.shape)", "rng.random((len(x), 1, x.shape[2]))")
    for seed in range(3):
        for check in ("expect_rate", "expect_factor", "expect_own_coins", "expect_every_entry", "expect_mask"):
            getattr(FEATURES, check)(local_student(spatial), np.random.default_rng(seed))
        FEATURES.expect_sharing(local_student(spatial), np.random.default_rng(seed), what="a feature over time")


class Answering:
    """A student whose every function gives the same answer."""

    last = Reply(None)

    def __init__(self, value: object) -> None:
        self._value = value

    def __getattr__(self, name: str) -> Callable[..., object]:
        """Any function."""
        return lambda *_args, **_options: self._value


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_answer_breaks_no_check(odd: str) -> None:
    """A check passes or fails with words, whatever comes back: alone, in a pair, or in the place of the mask."""
    checks: list[tuple[Dropout | Backward, str]] = [(ENTRIES, check) for check in FORWARD_CHECKS]
    checks += [(BACKWARD, check) for check in BACKWARD_CHECKS]
    for value in (ODD[odd], (ODD[odd], None), (ODD[odd], ODD[odd])):
        student: Any = Answering(value)
        for subject, check in checks:
            with suppress(CheckFailed):
                getattr(subject, check)(student, np.random.default_rng(2))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_dropped_at_evaluation_is_drawn(seed: int) -> None:
    """The example of an evaluation that drops shows an entry that was dropped."""
    program = RIGHT.replace("return x, None", "return x * (rng.random(x.shape) >= 0.2), None").replace(
        "if not training:", "if not training:\n        rng = rng or np.random.default_rng()"
    )
    with pytest.raises(CheckFailed) as failure:
        ENTRIES.expect_evaluation(local_student(program), np.random.default_rng(seed))
    assert failure.value.example is not None
    assert any(value == 0 for row in failure.value.example.returned for value in row)


def test_independent_coins_do_not_repeat() -> None:
    """Coins of any shape and rate are distinguished from those that repeat."""
    rng = np.random.default_rng(6)
    for shape in ((80, 90), (41, 53), (7200,), (41, 1, 53), (3, 4)):
        for p in (0.001, 0.01, 0.04, 0.25, 0.65, 0.98, 0.996):
            for _ in range(20):
                assert not repeated(rng.random(shape) >= p)


@pytest.mark.parametrize("period", [1500, 2000, 3600])
def test_coins_that_repeat_are_seen_at_any_distance(period: int) -> None:
    """A pattern that comes back, or that is mirrored, is seen wherever it begins."""
    coins = np.random.default_rng(7).random(period) >= 0.3
    assert "apart" in repeated(np.resize(coins, 7200))
    assert "mirrored" in repeated(np.concatenate([coins, coins[::-1]]))
