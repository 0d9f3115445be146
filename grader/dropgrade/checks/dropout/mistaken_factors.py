"""The factors by which mistakes multiply, by p: at evaluation, and on the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from dropgrade.checks.arrays import agrees
from dropgrade.checks.failure import Array

Factors = dict[str, Callable[[float], float]]

AT_EVALUATION: Final[Factors] = {
    "no_factor_at_evaluation": lambda _: 1.0,
    "scales_at_evaluation": lambda p: 1 - p,
    "divides_at_evaluation": lambda p: 1 / (1 - p),
    "evaluation_times_p": lambda p: p,
    "halves_at_evaluation": lambda _: 0.5,
    "evaluation_divided_by_p": lambda p: 1 / p,
    "scales_twice_at_evaluation": lambda p: (1 - p) ** 2,
}
ON_GRADIENTS: Final[Factors] = {
    "gradient_not_scaled": lambda _: 1.0,
    "gradient_times_keep": lambda p: 1 - p,
    "gradient_scaled_twice": lambda p: 1 / (1 - p) ** 2,
    "gradient_divided_by_root": lambda p: 1 / (1 - p) ** 0.5,
}
DROPS: Final = ("drops_at_evaluation", "modes_swapped", "mode_from_rng")
"""The mistakes with which something is missing from an evaluation."""


def evaluation_factors(p: float) -> dict[str, float]:
    """The factor of an evaluation with each mistake, and 1 under the empty name, as `readings.choices` wants it."""
    others = {name: factor(p) for name, factor in AT_EVALUATION.items() if name != "no_factor_at_evaluation"}
    return {"": 1.0} | others


def gradient_factors(p: float) -> dict[str, float]:
    """The factor on a gradient with each mistake; the right one is 1 / (1 - p)."""
    return {name: factor(p) for name, factor in ON_GRADIENTS.items()} | {"gradient_divided_by_p": 1 / p}


def evaluation_mistakes(
    observed: object, p: float, *results: Callable[[float], Array], drops: bool = False
) -> dict[str, bool]:
    """The mistakes that explain an evaluation, for `expect_array(mistakes=...)`.

    `result(factor)` is what an evaluation with a factor gives; where the factor may have several places, there are
    several of them. `drops` says that something was missing from what was observed.
    """
    factors = evaluation_factors(p).items()
    scaled = {name: any(agrees(observed, result(factor)) for result in results) for name, factor in factors if name}
    return dict.fromkeys(DROPS, drops) | scaled
