"""What a recurrent network feeds back of its states, determined from states so small that tanh does not change them.

If each unit is connected only to itself, the states of one step show what is left of those before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from dropgrade.checks.dropout.function import Generator, rate
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.inputs import probe
from dropgrade.checks.student import Student

TINY: Final = 2.0**-40
ENOUGH: Final = 40
"""So few units are sometimes all kept."""
EVEN: Final = 1e-6


class Net(NamedTuple):
    """A batch and the weights of a tanh network, in the order of its arguments."""

    x: Array
    h0: Array
    w_x: Array
    w_h: Array
    b: Array


def mixing(rng: Generator, batch: int = 9, time: int = 4, hidden: int = 8, dtype: type[Any] = float) -> Net:
    """Return a network in which every unit is connected to every other."""
    shapes = ((batch, time, 3), (batch, hidden), (3, hidden), (hidden, hidden), (hidden,))
    return Net(*(rng.uniform(-0.8, 0.8, shape).astype(dtype) for shape in shapes))


def silent(h: Array, w_h: Array, time: int = 1) -> Net:
    """Return a network without inputs and bias that starts from the states h."""
    hidden = h.shape[1]
    return Net(np.zeros((len(h), time, hidden)), h, np.eye(hidden), w_h, np.zeros(hidden))


def unroll(
    net: Net, factor: Array | float = 1.0, place: str = "fed back", bend: Callable[[Array], Array] = np.tanh
) -> Array:
    """Return the states of a network, with a factor for each (sample, unit) or (sample, step, unit) in some place."""
    shape = (*net.x.shape[:2], len(net.w_h))
    factors = np.broadcast_to(np.asarray(factor)[:, None] if np.ndim(factor) == 2 else factor, shape)  # noqa: PLR2004 - without steps
    h, states = net.h0, []
    for t in range(shape[1]):
        f = factors[:, t]
        fed = h * f if place == "fed back" or (place == "kept" and t == 0) else h
        heard = (fed @ net.w_h) * (f if place == "heard" else 1)
        h = bend((net.x[:, t] @ net.w_x + heard + net.b) * (f if place == "sum" else 1))
        h = h * f if place in ("states", "kept") else h
        states.append(h)
    return np.asarray(np.stack(states, axis=1) * (factors if place == "outputs" else 1))


def without_dropout(net: Net, factor: Array | float = 1.0) -> dict[str, Array]:
    """Return the states of networks with mistakes that do not concern the states fed back."""
    return {
        "forgets_bias": unroll(net._replace(b=0 * net.b), factor),
        "forgets_tanh": unroll(net, factor, bend=lambda total: total),
        "transposes_w_h": unroll(net._replace(w_h=net.w_h.T), factor),
        "starts_from_zeros": unroll(net._replace(h0=0 * net.h0), factor),
    }


PLACES: Final = {
    "masks_after_weights": ("heard",),
    "masks_the_sum": ("sum",),
    "masks_the_states": ("states", "kept"),
    "drops_outputs": ("outputs",),
}


def in_other_places(
    net: Net, on: Array, factors: tuple[float, ...], agrees: Callable[[Array], bool]
) -> dict[str, bool]:
    """Return whether the states agree with those of networks that apply these coins in a wrong place."""
    return {
        name: any(agrees(unroll(net, on * factor, place)) for place in places for factor in factors)
        for name, places in PLACES.items()
    }


class Steps(NamedTuple):
    """The share of each unit that is fed back at each step, as (batch, time, hidden)."""

    on: Array
    factor: Array
    masked: bool
    """Whether hs contains zeros, which means that a mask was applied to the states themselves."""


@dataclass(frozen=True)
class FedBack:
    """Determines what is fed back; `run` is a call `(student, net, p, rng, training)` to hs and the mask."""

    run: Callable[[Student, Net, float, Generator | None, bool], tuple[Array, object]]

    def view(self, student: Student, h: Array, rng: Generator | None, p: float, training: bool) -> tuple[Array, object]:  # noqa: FBT001 - a view's
        """Return what is fed back of h: by the first step, or by the second if the first treats all units the same."""
        scale = TINY / 2.0 ** np.ceil(np.log2(abs(h).max()))  # a power of two causes no rounding
        hs, mask = self.run(student, silent(h * scale, np.eye(h.shape[1])), p, rng, training)
        left = hs[:, 0] / scale
        minus_p = np.isclose(hs, np.tanh(-p), rtol=1e-3, atol=0).any()
        expect_that(not minus_p, what="what is fed back of a unit that is dropped", expected="exactly 0",
                    observed=f"{-p:.4g}, which is -p", mistakes=["missing_parenthesis"])  # fmt: skip
        if not training or h.size < ENOUGH or ((left != 0).any() and not (left != 0).all()):
            return left, mask
        net = silent(0 * h, np.eye(h.shape[1]), time=2)
        net.x[:, 0] = h * scale
        hs, mask = self.run(student, net, p, rng, training)
        return (hs[:, 1] / hs[:, 0] * h if hs[:, 0].all() else left), mask

    def steps(self, student: Student, p: float, rng: Generator, shape: tuple[int, int, int], *, seed: int) -> Steps:
        """Return which units are fed back at each step of (batch, time, hidden), and the factor on each.

        New states come from the inputs, or from the bias if the function also changes the inputs.
        """
        batch, time, hidden = shape
        own, h0 = rng.uniform(0.4, 0.5, hidden), TINY * probe((batch, hidden), rng)
        w_x, b, none = rng.uniform(0.3, 0.6, (3, hidden)), TINY * probe((hidden,), rng), np.zeros(hidden)
        x = TINY * probe((batch, time, 3), rng)
        first: Steps | None = None
        for net in (Net(x, h0, w_x, np.diag(own), none), Net(0 * x, h0, w_x, np.diag(own), b)):
            hs, _ = self.run(student, net, p, np.random.default_rng(seed), True)  # noqa: FBT003 - training
            before = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
            with np.errstate(all="ignore"):
                factor = (hs - net.x @ w_x - net.b) / own / before
            masked = bool((hs == 0).any())
            found = Steps(hs != 0 if masked else abs(factor) > EVEN, factor, masked)
            first = first or found
            spread = [np.ptp(factor[:, t][found.on[:, t]]) for t in range(time) if found.on[:, t].any()]
            if not masked and max(spread, default=0) < EVEN:
                return found
        assert first is not None  # noqa: S101 - there were two networks
        return first

    def listeners(self, student: Student, rng: Generator) -> Array:
        """Return for each of many units whether it receives the only active unit; in a sample, all do or none."""
        h, w_h = np.zeros((40, 40)), np.zeros((40, 40))
        unit = int(rng.integers(40))
        h[:, unit], w_h[unit] = TINY * probe((40,), rng), 1
        return np.asarray(self.run(student, silent(h, w_h), rate(rng, 0.45, 0.55), rng, True)[0][:, 0] != 0)  # noqa: FBT003 - training
