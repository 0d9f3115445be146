"""Every check of what drops proposes the mistakes that would give what it saw."""

from __future__ import annotations

import numpy as np
import pytest

from dropgrade.checks import CheckFailed
from tests.checks.dropout.programs import BACKWARD, ENTRIES, FEATURES, RIGHT, right_but
from tests.local import local_student

COINS = "mask = rng.random(x.shape) >= p"
SCALE = "out = out / (1 - p)"
MODE = "if not training:"
EVALUATION = "return x, None"
LAST = "return out, mask"
GUARD = 'raise ValueError("p")'

SEEN = [
    ("expect_some_dropped", COINS, "mask = rng.random(x.shape) < 2", "drops_nothing"),
    ("expect_some_dropped", MODE, "rng = rng or np.random.default_rng()\nif training:", "modes_swapped"),
    ("expect_rate", COINS, "mask = rng.random(x.shape) < p", "reversed_comparison"),
    ("expect_rate", SCALE, "mask = rng.random(x.shape) < p\nout = x * mask / p", "keeps_with_p"),
    ("expect_rate", SCALE, "mask = rng.random(x.shape) < p\nout = x * mask", "keeps_with_p"),
    ("expect_rate", COINS, "mask = rng.standard_normal(x.shape) >= p", "normal_for_uniform"),
    ("expect_rate", COINS, "mask = rng.standard_normal(x.shape) < p", "normal_for_uniform"),
    ("expect_rate", COINS, "mask = rng.standard_normal(x.shape) < 1 - p", "normal_for_uniform"),
    ("expect_rate", COINS, "mask = rng.integers(0, 2, x.shape)", "coin_ignores_p"),
    ("expect_rate", COINS, "mask = rng.random(x.shape) >= 0.3", "fixed_rate"),
    ("expect_rate", COINS, "mask = rng.random(x.shape) >= 0.65", "fixed_rate"),
    ("expect_rate", SCALE, "out = np.where(mask, out, 1e-9)", "tiny_for_zero"),
    ("expect_rate", SCALE, "out = out / 1 - p", "missing_parenthesis"),
    ("expect_rate", COINS, "mask = rng.integers(0, 10, x.shape) >= 10 * p", ""),
    ("expect_rate", COINS, "mask = rng.random(x.shape) / (1 - p) >= p", ""),
    ("expect_small_rate", COINS, "mask = rng.integers(0, 100, x.shape) >= int(100 * p)", "whole_percent"),
    ("expect_small_rate", COINS, "mask = rng.random(x.shape) >= round(p, 2)", "whole_percent"),
    ("expect_factor", SCALE, "", "no_scaling"),
    ("expect_factor", SCALE, "out = out * (1 - p)", "multiplies_by_keep"),
    ("expect_factor", SCALE, "out = out / p", "divides_by_p"),
    ("expect_factor", SCALE, "out = out / (1 - p) ** 2", "scales_twice"),
    ("expect_factor", SCALE, "out = out / (1 - p) ** 0.5", "divides_by_root"),
    ("expect_factor", SCALE, "out = out / mask.mean()", "rescales_by_realised_share"),
    ("expect_factor", SCALE, "out = out / mask.mean(axis=1, keepdims=True)", "rescales_by_sample_share"),
    ("expect_factor", SCALE, "out = out * (x.sum(1, keepdims=True) / out.sum(1, keepdims=True))", "renormalises"),
    ("expect_factor", SCALE, "out = out * rng.uniform(1, 2, x.shape)", "noisy_factor"),
    ("expect_factor", SCALE, "out = out / 1 - p", "missing_parenthesis"),
    ("expect_factor", SCALE, "out = out / 0.7", "fixed_rate"),
    ("expect_own_coins", COINS, "mask = np.broadcast_to(rng.random(x.shape[1:]) >= p, x.shape)", "one_mask_for_batch"),
    ("expect_own_coins", COINS, "mask = np.repeat(rng.random((len(x), 1)) >= p, x.shape[1], 1)", "one_coin_per_sample"),
    ("expect_own_coins", COINS, "mask = np.full(x.shape, rng.random() >= p)", "one_coin_per_sample"),
    ("expect_own_coins", COINS, "mask = np.repeat(rng.random((len(x), x.shape[1] // 2)) >= p, 2, 1)",
     "neighbours_share_coins"),
    ("expect_own_coins", COINS, "mask = rng.permuted(np.arange(x.size) >= p * x.size).reshape(x.shape)",
     "exact_fraction"),
    ("expect_own_coins", COINS, "mask = rng.permuted(np.tile(np.arange(x.shape[1]), (len(x), 1)), axis=1) >= 20",
     "exact_fraction_per_row"),
    ("expect_own_coins", COINS, "mask = np.resize(rng.random(x.size // 2 + 7) >= p, x.shape)", "coins_repeat"),
    ("expect_own_coins", COINS, "mask = np.tile(rng.random((len(x) // 2, x.shape[1])) >= p, (2, 1))", "coins_repeat"),
    ("expect_own_coins", COINS, "u = rng.random(x.size // 2)\nmask = np.append(u, u[::-1]).reshape(x.shape) >= p",
     "coins_repeat"),
    ("expect_own_coins", COINS, "u = rng.random(x.size // 2)\nmask = np.append(u, 1 - u).reshape(x.shape) >= p",
     "coins_repeat"),
    ("expect_own_coins", COINS, "u = rng.random((50, x.shape[1]))\nmask = u[rng.integers(0, 50, len(x))] >= p",
     "coins_repeat"),
    ("expect_own_coins", COINS, "mask = np.random.default_rng(rng.integers(3)).random(x.shape) >= p", "coins_repeat"),
    ("expect_every_entry", COINS, "mask = rng.random(x.shape) >= p\nmask[:, -1] = True", "spares_some_entries"),
    ("expect_every_entry", COINS, "mask = rng.random(x.shape) >= p\nmask[3] = True", "spares_some_entries"),
    ("expect_every_entry", COINS, "mask = (rng.random(x.shape) >= p) | (x < 0)", "spares_some_entries"),
    ("expect_every_entry", COINS, "mask = (rng.random(x.shape) >= p) | (x > 1000)", "spares_some_entries"),
    ("expect_every_entry", COINS, "mask = (rng.random(x.shape) >= p) | (abs(x) < 0.1)", "spares_some_entries"),
    ("expect_every_entry", COINS, "mask = rng.random(x.shape) >= np.where(x > 0, p, p / 2)", ""),
    ("expect_every_entry", COINS, "mask = x * 1e6 % 1 >= p", "coins_repeat"),
    ("expect_new_coins", COINS, "mask = np.random.default_rng(1).random(x.shape) >= p", "frozen_mask"),
    ("expect_new_coins", COINS, "mask = x * 1e6 % 1 >= p", "coins_repeat"),
    ("expect_rng_alone", COINS, "mask = np.random.rand(*x.shape) >= p", "ignores_rng"),
    ("expect_rng_alone", COINS, "mask = np.random.default_rng().random(x.shape) >= p", "ignores_rng"),
    ("expect_rng_alone", COINS, "np.random.seed(rng.integers(9))\nmask = np.random.rand(*x.shape) >= p", "ignores_rng"),
    ("expect_mask", LAST, "return out, ~mask", "mask_of_dropped"),
    ("expect_mask", LAST, "return out, mask / (1 - p)", "scaled_mask"),
    ("expect_mask_values", LAST, "return out, mask / (1 - p)", "scaled_mask"),
    ("expect_mask_values", LAST, "return out, rng.random(x.shape)", "raw_numbers"),
    ("expect_mask", LAST, "return out, out != 0", "mask_from_output"),
    ("expect_mask", LAST, "return out, mask | (x == 0)", "spares_some_entries"),
    ("expect_mask", LAST, "return out, mask if p else None", "no_mask_at_zero"),
    ("expect_mask", LAST, "return mask, out", "pair_swapped"),
    ("expect_mask", LAST, "return out", "bare_output"),
    ("expect_mask", LAST, "return out, None", ""),
    ("expect_mask", LAST, "return out, rng.random(x.shape) >= p", ""),
    ("expect_evaluation", MODE, "rng = rng or np.random.default_rng()\nif False:", "drops_at_evaluation"),
    ("expect_evaluation", MODE, "rng = rng or np.random.default_rng()\nif training:", "modes_swapped"),
    ("expect_evaluation", MODE, "if rng is None:", "mode_from_rng"),
    ("expect_evaluation", EVALUATION, "return x * (1 - p), None", "scales_at_evaluation"),
    ("expect_evaluation", EVALUATION, "return x / (1 - p), None", "divides_at_evaluation"),
    ("expect_evaluation", EVALUATION, "return x * p, None", "evaluation_times_p"),
    ("expect_evaluation", EVALUATION, "return x, np.ones(x.shape)", "mask_at_evaluation"),
    ("expect_evaluation", EVALUATION, "return x", "bare_output_at_evaluation"),
    ("expect_evaluation", EVALUATION, "return None, x", "pair_swapped"),
    ("expect_evaluation", EVALUATION, "return None", "nothing_at_evaluation"),
    ("expect_evaluation", EVALUATION, "return (rng.random(x.shape) >= -1) * x, None", "needs_rng_at_evaluation"),
    ("expect_evaluation", EVALUATION, "return x + 1e-4, None", ""),
    ("expect_training_by_default", "def drop(x, p, training=True, rng=None):",
     "def drop(x, p, training=False, rng=None):", "evaluates_by_default"),
    ("expect_dimensions", COINS, "a, b = x.shape\nmask = rng.random((a, b)) >= p", "two_dimensional_only"),
    ("expect_dimensions", COINS, "mask = rng.random((x.shape[0], x.shape[1])) >= p", "two_dimensional_only"),
    ("expect_dimensions", COINS, "mask = rng.random(x.shape if x.ndim < 4 else (*x.shape[:2], 1, 1)) >= p", ""),
    ("expect_dimensions", COINS, "mask = rng.random(x.shape if x.ndim > 1 else 1) >= p", ""),
    ("expect_dtype", "out = out.astype(x.dtype)", "out = out.astype(float)", "float64_out"),
    ("expect_dtype", "out = out.astype(x.dtype)", "out = out.astype(int)", ""),
    ("expect_unchanged", "out = x * mask", "x *= mask\nout = x", "changes_input"),
    ("expect_refusals", GUARD, "pass", "takes_any_p"),
    ("expect_refusals", "if not 0 <= p < 1:", "if not 0 <= p <= 1:", "takes_any_p"),
    ("expect_refusals", "if not 0 <= p < 1:", "if training and not 0 <= p < 1:", "takes_any_p"),
    ("expect_refusals", "if not 0 <= p < 1:", "if not 0 < p < 1:", "refuses_zero"),
    ("expect_refusals", GUARD, "raise AssertionError", "refuses_otherwise"),
    ("expect_refusals", GUARD, 'raise Exception("p")', "refuses_otherwise"),
]  # fmt: skip
DX, FACTOR = "dx = dout * mask", "dx = dx / (1 - p)"
SEEN_BACKWARD = [
    ("expect_zeros", DX, "return dout", "gradient_untouched"),
    ("expect_zeros", DX, "dx = dout", "gradient_not_masked"),
    ("expect_zeros", DX, "dx = dout * (1 - mask)", "gradient_through_dropped"),
    ("expect_zeros", DX, "dx = dout * (np.random.rand(*dout.shape) >= p)", "gradient_with_new_coins"),
    ("expect_zeros", FACTOR, "dx = dx / 1 - p", "missing_parenthesis"),
    ("expect_factor", FACTOR, "", "gradient_not_scaled"),
    ("expect_factor", FACTOR, "dx = dx * (1 - p)", "gradient_times_keep"),
    ("expect_factor", FACTOR, "dx = dx / (1 - p) ** 2", "gradient_scaled_twice"),
    ("expect_factor", FACTOR, "dx = dx / p", "gradient_divided_by_p"),
    ("expect_factor", DX, "return dout", "gradient_untouched"),
    ("expect_factor", DX, "dx = abs(dout) * mask", "gradient_without_sign"),
    ("expect_factor", DX, "dx = np.sign(dout + 9) * mask", "ignores_dout"),
    ("expect_factor", FACTOR, "dx = dx / 1 - p", "missing_parenthesis"),
    ("expect_derivative", FACTOR, "", ""),
    ("expect_evaluation", "if mask is None:", "if False:", "gradient_needs_mask"),
    ("expect_evaluation", "return dout", "return dout / (1 - p)", "gradient_scaled_at_evaluation"),
    ("expect_evaluation", "return dout", "return 0 * dout", "no_gradient_at_evaluation"),
    ("expect_evaluation", "return dout", "return None", "no_gradient_at_evaluation"),
    ("expect_kinds_of_mask", DX, "dx = dout.copy()\ndx[~mask] = 0", "one_kind_of_mask"),
    ("expect_dimensions", DX, "a, b = dout.shape\ndx = dout * mask", "two_dimensional_only"),
    ("expect_dtype", "dx = dx.astype(dout.dtype)", "dx = dx.astype(float)", "gradient_float64"),
    ("expect_unchanged", DX, "dout *= mask\ndx = dout", "changes_dout"),
    ("expect_unchanged", DX, "mask /= 2\ndx = dout * mask * 2", "changes_mask"),
    ("expect_refusals", "if mask is None:", "if mask is None:", "takes_any_p"),
    ("expect_zero_rate", "if mask is None:", 'if p == 0:\n    raise ValueError("p")\nif mask is None:', "refuses_zero"),
]


def ids(cases: list[tuple[str, str, str, str]]) -> list[str]:
    """What a case is about, for pytest."""
    return [f"{check} {name or after[:40]}" for check, _, after, name in cases]


@pytest.mark.parametrize(("check", "before", "after", "name"), SEEN, ids=ids(SEEN))
def test_a_mistake_is_seen_and_proposed(check: str, before: str, after: str, name: str) -> None:
    """Each way to be wrong fails the check that it concerns, with the names that explain it."""
    with pytest.raises(CheckFailed) as caught:
        getattr(ENTRIES, check)(right_but(before, after), np.random.default_rng(5))
    named = set(caught.value.mistakes) - {"exact_fraction_per_sample"}  # what is a row here is a sample elsewhere
    assert named == ({name} if name else set())
    assert caught.value.observed != caught.value.expected


@pytest.mark.parametrize(("check", "before", "after", "name"), SEEN_BACKWARD, ids=ids(SEEN_BACKWARD))
def test_a_mistake_in_the_backward_pass_is_seen_and_proposed(check: str, before: str, after: str, name: str) -> None:
    """The same, for the function of the backward pass."""
    with pytest.raises(CheckFailed) as caught:
        getattr(BACKWARD, check)(right_but(before, after), np.random.default_rng(5))
    assert caught.value.mistakes == ((name,) if name else ())


@pytest.mark.parametrize(
    ("shape", "names"),
    [
        ("x.shape", {"per_element"}),
        ("(*x.shape[:2], 1)", {"drops_time_steps"}),
        ("(len(x), 1, 1)", {"drops_whole_samples"}),
    ],
)
def test_coins_on_the_wrong_axes_are_distinguished(shape: str, names: set[str]) -> None:
    """The axes along which coins are shared say which mistake was made."""
    student = right_but(COINS, f"mask = rng.random({shape}) >= p")

    def checks() -> None:
        FEATURES.expect_sharing(student, np.random.default_rng(5), what="a feature over time")
        FEATURES.expect_own_coins(student, np.random.default_rng(5))

    with pytest.raises(CheckFailed) as caught:
        checks()
    assert set(caught.value.mistakes) == names


def test_a_fact_says_what_was_measured() -> None:
    """Counts, factors and exceptions are handed on for the diagnosis."""
    with pytest.raises(CheckFailed) as caught:
        ENTRIES.expect_rate(right_but(COINS, "mask = rng.random(x.shape) < p"), np.random.default_rng(5))
    assert caught.value.fact.count is not None
    assert caught.value.fact.count[1] == 10_000
    with pytest.raises(CheckFailed) as caught:
        ENTRIES.expect_factor(right_but(SCALE, ""), np.random.default_rng(5))
    assert caught.value.fact.numbers == pytest.approx((1.0, 1.0))


def test_few_coins_propose_no_rate() -> None:
    """One frozen row of coins fits many rates, and explains none."""
    program = RIGHT.replace(COINS, "mask = np.random.default_rng(3).random(x.shape[1:]) < p + 0 * x")
    with pytest.raises(CheckFailed) as caught:
        ENTRIES.expect_rate(local_student(program), np.random.default_rng(5))
    assert caught.value.mistakes == ()
