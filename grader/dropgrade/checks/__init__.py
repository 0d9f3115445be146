"""Everything that a suite imports: inputs, expectations that name mistakes, and the statistics behind them."""

from dropgrade.checks.abilities import expect_calls, expect_file, numbers_in
from dropgrade.checks.arrays import expect_array, expect_like, expect_none, expect_pair, expect_value
from dropgrade.checks.behaviour import (
    attempt,
    expect_global_state_untouched,
    expect_raises,
    expect_reproducible,
    expect_returns,
    expect_unchanged,
    refuses,
)
from dropgrade.checks.coins import binomial_band, expect_coins, expect_counts_vary, expect_independent, fits
from dropgrade.checks.credit import credit
from dropgrade.checks.equality import expect_equal, expect_items
from dropgrade.checks.failure import CheckFailed, expect_that
from dropgrade.checks.growth import expect_growth, expect_memory_growth
from dropgrade.checks.inputs import probe
from dropgrade.checks.masks import (
    UNEVEN,
    constant_axes,
    enough_coins,
    expect_axes,
    expect_different,
    expect_mask,
    expect_same_zeros,
    expect_scale,
    kept,
    kept_scale,
    own_coins,
)
from dropgrade.checks.module import Module
from dropgrade.checks.student import Student
from dropgrade.checks.student_objects import StudentFunction, StudentIterator, StudentObject, expect_object, fields_of
from dropgrade.checks.syntax import expect_formula, expect_no_loop, expect_unused, expect_uses

__all__ = [
    "UNEVEN",
    "CheckFailed",
    "Module",
    "Student",
    "StudentFunction",
    "StudentIterator",
    "StudentObject",
    "attempt",
    "binomial_band",
    "constant_axes",
    "credit",
    "enough_coins",
    "expect_array",
    "expect_axes",
    "expect_calls",
    "expect_coins",
    "expect_counts_vary",
    "expect_different",
    "expect_equal",
    "expect_file",
    "expect_formula",
    "expect_global_state_untouched",
    "expect_growth",
    "expect_independent",
    "expect_items",
    "expect_like",
    "expect_mask",
    "expect_memory_growth",
    "expect_no_loop",
    "expect_none",
    "expect_object",
    "expect_pair",
    "expect_raises",
    "expect_reproducible",
    "expect_returns",
    "expect_same_zeros",
    "expect_scale",
    "expect_that",
    "expect_unchanged",
    "expect_unused",
    "expect_uses",
    "expect_value",
    "fields_of",
    "fits",
    "kept",
    "kept_scale",
    "numbers_in",
    "own_coins",
    "probe",
    "refuses",
]
