"""The factors by which mistakes multiply, by p: on survivors, at evaluation, and on the way back."""

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
"""The mistakes that drop something at evaluation."""


def evaluation_factors(p: float) -> dict[str, float]:
    """Return the factor at evaluation by mistake, with 1 under the empty name, as `readings.choices` expects."""
    others = {name: factor(p) for name, factor in AT_EVALUATION.items() if name != "no_factor_at_evaluation"}
    return {"": 1.0} | others


def survivor_factors(on: Array, p: float) -> dict[str, float]:
    """Return the factor on survivors by mistake, given which entries survived; the right one is 1 / (1 - p)."""
    share = float(on.mean())
    flipped = abs(share - p) < abs(share - (1 - p))
    return {
        "no_scaling": 1.0,
        "multiplies_by_keep": 1 - p,
        "keeps_with_p" if flipped else "divides_by_p": 1 / p,
        "rescales_by_realised_share": 1 / share if share else 1.0,
    }


def gradient_factors(p: float) -> dict[str, float]:
    """Return the factor on a gradient by mistake; the right one is 1 / (1 - p)."""
    return {name: factor(p) for name, factor in ON_GRADIENTS.items()} | {"gradient_divided_by_p": 1 / p}


def evaluation_mistakes(
    observed: object, p: float, *results: Callable[[float], Array], drops: bool = False
) -> dict[str, bool]:
    """Return which mistakes explain an evaluation, for `expect_array(mistakes=...)`.

    `result(factor)` is the result of an evaluation with this factor; pass several if the factor can have several
    places. `drops` says that something was dropped.
    """
    factors = evaluation_factors(p).items()
    scaled = {name: any(agrees(observed, result(factor)) for result in results) for name, factor in factors if name}
    return dict.fromkeys(DROPS, drops) | scaled
