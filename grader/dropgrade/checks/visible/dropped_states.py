"""A recurrent function that drops units of what it feeds back, by one mask for all steps: variational dropout."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import numpy as np

from dropgrade.checks.arrays import expect_array, expect_like
from dropgrade.checks.dropout import Dropout, rate
from dropgrade.checks.dropout.factor import RTOL
from dropgrade.checks.dropout.function import Generator
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.student import Student
from dropgrade.checks.visible.members import dimensions
from dropgrade.checks.visible.recurrent import FedBack, Net, in_other_places, mixing, unroll, without_dropout

STATES: Final = 3
"""The axes of hs: batch, time, hidden."""


def members(result: object) -> tuple[Any, Any]:
    """The states and the mask, in whichever order and form they came."""
    if not isinstance(result, tuple | list) or len(result) != 2:  # noqa: PLR2004 - a pair
        return result, None
    first, second = result
    return (second, first) if dimensions(second) == STATES != dimensions(first) else (first, second)


def by_steps(hs: object, net: Net) -> object:
    """The states as (batch, time, hidden), where they came in another layout, which one check alone judges."""
    (batch, time), hidden = net.x.shape[:2], len(net.w_h)
    if not isinstance(hs, np.ndarray):
        return hs
    hs = np.moveaxis(hs, 0, 1) if hs.shape == (time, batch, hidden) else hs
    hs = hs[:, 1:] if hs.shape == (batch, time + 1, hidden) else hs
    return hs[:, None] if hs.shape == (batch, hidden) and time == 1 else hs


class DroppedStates(Dropout):
    """A function `(x, h0, w_x, w_h, b, p, training, rng) -> (hs, mask)`, and all checks of it."""

    def run(
        self, student: Student, net: Net, p: float, rng: Generator | None, training: bool = True  # noqa: FBT001, FBT002 - as the function has it
    ) -> tuple[Array, object]:  # fmt: skip
        """One call: hs as (batch, time, hidden), checked for its form, and the mask as it came."""
        hs, mask = members(self.call(student)(*net, p, training, rng))
        like = np.zeros((*net.x.shape[:2], len(net.w_h)), net.x.dtype)
        return expect_like(by_steps(hs, net), like, what="hs"), mask

    @property
    def fed_back(self) -> FedBack:
        """What sees what is fed back."""
        return FedBack(self.run)

    def expect_layout(self, student: Student, rng: Generator) -> None:
        """Expect the pair (hs, mask), and hs to be (batch, time, hidden) without the states before the first step."""
        net = mixing(rng)
        result: Any = self.call(student)(*net, rate(rng), True, rng)  # noqa: FBT003 - training
        hs, what, pair = members(result)[0], "what training returns", "the pair (hs, mask)"
        shape, (batch, time), hidden = getattr(hs, "shape", None), net.x.shape[:2], len(net.b)
        expect_that(
            shape == (batch, time, hidden),
            what="hs",
            observed=hs,
            expected=f"an array of shape {(batch, time, hidden)}, which is (batch, time, hidden)",
            mistakes={
                "time_first": shape == (time, batch, hidden),
                "includes_h0": shape == (batch, time + 1, hidden),
                "last_state_only": shape == (batch, hidden),
            },
        )
        expect_that(isinstance(result, tuple | list), what=what, observed=result, expected=pair)
        expect_that(result[0] is hs, what=what, observed="the mask first, and hs second", expected=pair,
                    mistakes=["pair_swapped"])  # fmt: skip

    def expect_same_at_every_step(self, student: Student, rng: Generator) -> None:
        """Expect a unit of a sequence to be dropped at every step, or at none."""
        on, _, _ = self.fed_back.steps(student, rate(rng), rng, (20, 12, 30), seed=_seed(rng))
        gone, back = bool((on[:, :-1] & ~on[:, 1:]).any()), bool((~on[:, :-1] & on[:, 1:]).any())
        later, whole = bool((on[:, 1:] == on[:, 1:2]).all()), bool(on[:, 0].all())
        when = {
            "dropped from the second step on alone": later and whole,
            "dropped at the first step alone": later,
            "dropped from some step on": gone and not back,
            "dropped at some steps": True,
        }
        torn = int((on != on[:, :1]).any(axis=1).sum())
        expect_that(
            not torn,
            what="the hidden units of one sequence, over its steps",
            observed=f"{next(words for words, fits in when.items() if fits)} ({torn:,} of {on[:, 0].size:,} units)",
            expected="dropped at every step, or at none",
            mistakes={
                "h0_not_masked": later and whole,
                "starts_from_zeros": later and not on[:, 0].any(),
                "masks_h0_only": bool(on[:, 1:].all() and on[:, 0].any()),
                "masks_pile_up": not later and gone and not back,
                "new_mask_each_step": not later and gone and back,
            },
        )

    def expect_same_factor(self, student: Student, rng: Generator) -> None:
        """Expect the factor on what is fed back not to change from the second step on."""
        on, factor, masked = self.fed_back.steps(student, rate(rng), rng, (20, 8, 12), seed=_seed(rng))
        expect_that(not masked, what="hs in training", observed="zeros among the states",
                    expected="states from tanh alone")  # fmt: skip
        seen = [factor[:, t][on[:, t]] for t in range(1, 8)]  # another check tests h0 and its step
        means = [float(each.mean()) if each.size else 0.0 for each in seen]
        grows = all(np.isclose(b / a, means[1] / means[0], rtol=1e-3) for a, b in pairwise(means) if a)
        expect_that(
            np.allclose(means, means[0], rtol=RTOL),
            what="the factor on what is fed back, at the eighth step",
            observed=f"{means[-1]:.6g}",
            expected=f"{means[0]:.6g}, as at the second step",
            mistakes={"factor_piles_up": grows and means[1] > means[0]},
        )

    def expect_place(self, student: Student, rng: Generator) -> None:
        """Expect the states of a network in which nothing but what is fed back is multiplied by the mask."""
        p, seed, net = rate(rng), _seed(rng), mixing(rng)
        on, factor, _ = self.fed_back.steps(student, p, rng, (9, 4, 8), seed=seed)  # the same coins for both
        hs, mask = self.run(student, net, p, np.random.default_rng(seed))
        fed = np.where(on, np.nan_to_num(factor, posinf=0, neginf=0), 0)

        def agrees(states: Array) -> bool:
            return np.allclose(hs, states, rtol=RTOL, atol=RTOL)

        if any(agrees(unroll(net, each)) for each in (fed, *_by_mask(net, mask, on, factor))):
            return
        expect_array(
            hs,
            unroll(net, fed),
            what="hs in training",
            rtol=RTOL,
            mistakes={
                **without_dropout(net, fed),
                **in_other_places(net, on, (1, 1 / (1 - p)), agrees),
                **_elsewhere(net, mask, p),
                "drops_inputs_too": bool(on.any() and not on.all()),
            },
        )

    def expect_own_coins(self, student: Student, rng: Generator) -> None:
        """Expect every unit of every sequence to have a coin of its own, which all other units hear alike."""
        on = self.fed_back.listeners(student, rng)
        torn = int((on != on[:, :1]).any(axis=1).sum())
        expect_that(not torn, what="who hears a unit at the next step", expected="all units or none",
                    observed=f"some do and some do not, in {torn} of {len(on)} sequences")  # fmt: skip
        super().expect_own_coins(student, rng)


def _seed(rng: Generator) -> int:
    return int(rng.integers(2**32))


def _by_mask(net: Net, mask: object, on: Array, factor: Array) -> Iterator[Array]:
    """What is fed back if a mask says the truth, or its contrary."""
    if isinstance(mask, np.ndarray) and mask.shape == net.h0.shape and on.any():
        yield from ((mask != 0) * np.median(factor[on]), (mask == 0) * np.median(factor[on]))


def _elsewhere(net: Net, mask: object, p: float) -> dict[str, object]:
    """The mistakes that the shape of a mask shows: what else it is for."""
    if not isinstance(mask, np.ndarray) or mask.dtype.kind not in "biuf":
        return {}
    inputs = mask.shape == net.x[:, 0].shape
    return {
        "drops_inputs": unroll(net._replace(x=net.x * (mask / (1 - p))[:, None])) if inputs else None,
        "drops_weights": mask.shape[-2:] == net.w_h.shape,
    }


def dropped_states(function: str) -> DroppedStates:
    """The checks of a function of this name."""
    seen = FedBack(DroppedStates(function).run)
    return DroppedStates(
        function,
        units="hidden units",
        view=seen.view,
        plain=lambda student, rng, p, training, source: getattr(student, function)(*mixing(rng), p, training, source),
        sharing={"one_coin_per_sample": (1,)},
        names={0: "sequences", 1: "hidden units"},
    )
