"""Steps of Adam (Kingma and Ba, 2015), and how mistakes change them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import numpy as np

from dropgrade.checks.failure import Array
from dropgrade.checks.readings import Reading, choices

BETA1: Final = 0.9
BETA2: Final = 0.999
EPS: Final = 1e-8

State = tuple[int, Array, Array]
"""The number of steps so far, and the averages m and v, before they are corrected."""
Table = Mapping[str, Callable[..., Any]]
"""A formula for each mistake; the right one has an empty name."""

AVERAGES: Table = {
    "": lambda m, v, g: (BETA1 * m + (1 - BETA1) * g, BETA2 * v + (1 - BETA2) * g**2),
    "betas_swapped": lambda m, v, g: (BETA2 * m + (1 - BETA2) * g, BETA1 * v + (1 - BETA1) * g**2),
    "accumulates": lambda m, v, g: (BETA1 * m + g, BETA2 * v + g**2),
    "weights_new_with_beta": lambda m, v, g: ((1 - BETA1) * m + BETA1 * g, (1 - BETA2) * v + BETA2 * g**2),
    "squares_the_average": lambda m, v, g: (
        BETA1 * m + (1 - BETA1) * g,
        BETA2 * v + (1 - BETA2) * (BETA1 * m + (1 - BETA1) * g) ** 2,
    ),
    "absolute_for_square": lambda m, v, g: (BETA1 * m + (1 - BETA1) * g, BETA2 * v + (1 - BETA2) * abs(g)),
    "forgets_square": lambda m, v, g: (BETA1 * m + (1 - BETA1) * g, BETA2 * v + (1 - BETA2) * g),
}
CORRECTIONS: Table = {
    "": lambda t, beta1, beta2: (1 - beta1**t, 1 - beta2**t),
    "no_bias_correction": lambda _t, _beta1, _beta2: (1, 1),
    "corrects_m_only": lambda t, beta1, _beta2: (1 - beta1**t, 1),
    "corrects_with_old_t": lambda t, beta1, beta2: (1 - beta1 ** (t - 1), 1 - beta2 ** (t - 1)),
    "multiplies_by_correction": lambda t, beta1, beta2: (1 / (1 - beta1**t), 1 / (1 - beta2**t)),
    "times_t_for_power": lambda t, beta1, beta2: (1 - beta1 * t, 1 - beta2 * t),
}
QUOTIENTS: Table = {
    "": lambda m, v, _g, _by_v: m / (np.sqrt(v) + EPS),
    "no_root": lambda m, v, _g, _by_v: m / (v + EPS),
    "eps_inside_root": lambda m, v, _g, _by_v: m / np.sqrt(v + EPS),
    "eps_before_correction": lambda m, v, _g, by_v: m / (np.sqrt(v) + EPS / np.sqrt(by_v)),
    "no_eps": lambda m, v, _g, _by_v: m / np.sqrt(v),
    "gradient_for_average": lambda _m, v, g, _by_v: g / (np.sqrt(v) + EPS),
    "one_scale_for_all": lambda m, v, _g, _by_v: m / (np.sqrt(v.mean()) + EPS),
}
DIRECTIONS: Final = {"": 1, "goes_uphill": -1}


def stored_averages(state: State, grad: Array) -> Iterator[tuple[frozenset[str], tuple[Array, Array]]]:
    """Yield names of mistakes with the m and v that a step would store, the right ones first."""
    t, *averages = state
    for names, (average,) in choices(AVERAGES):
        yield names, average(*averages, grad)
    m, v = AVERAGES[""](*averages, grad)
    by_m, by_v = CORRECTIONS[""](t + 1, BETA1, BETA2)
    yield frozenset(["stores_corrected"]), (m / by_m, v / by_v)
    yield frozenset(["moments_swapped"]), (v, m)


def root_of_square(state: State, grad: Array) -> Array:
    """Return the divisor of the right step: the root of the corrected v, plus eps."""
    t, *averages = state
    return np.asarray(np.sqrt(AVERAGES[""](*averages, grad)[1] / (1 - BETA2 ** (t + 1))) + EPS)


def new_weights(w: Array, grad: Array, state: State, lr: float) -> Iterator[Reading]:
    """Yield names of mistakes with the new w of a step without decay, the right one first."""
    t, *averages = state
    for names, (average, corrections, quotient, sign) in choices(AVERAGES, CORRECTIONS, QUOTIENTS, DIRECTIONS):
        m, v = average(*averages, grad)
        betas = (BETA2, BETA1) if "betas_swapped" in names else (BETA1, BETA2)
        by_m, by_v = map(np.float64, corrections(t + 1, *betas))
        yield names, w - sign * lr * quotient(m / by_m, v / by_v, grad, by_v)
