"""The state of a dropout layer: its mode, its coins, and that other layers do not share them."""

from __future__ import annotations

import numpy as np

from dropgrade.checks.arrays import expect_like
from dropgrade.checks.behaviour import changed_by, expect_none_changed, expect_returns
from dropgrade.checks.coins import expect_coins, fits
from dropgrade.checks.dropout.function import Generator, kept_coins, rate
from dropgrade.checks.failure import Array, expect_that, fail
from dropgrade.checks.layers import Layer, Layers, masked, own, signed
from dropgrade.checks.masks import own_coins
from dropgrade.checks.refusals import expect_p_refused
from dropgrade.checks.student import Student
from dropgrade.checks.visible.members import expect_alone
from dropgrade.report import Fact

MODES = {"train": "in training", "eval": "at evaluation"}
MANY = (80, 90)
"""Enough coins to tell rates apart."""
PASSES = 4


class LayerStates(Layers):
    """Checks of modes, state and form."""

    def expect_modes(self, student: Student, rng: Generator) -> None:
        """Expect a new layer to drop, to stop dropping after eval(), and to drop again after train()."""
        x, layer = self.values(rng), Layer(self.made(student, p=rate(rng), rng=own(rng)))
        dropped = [layer.drops(x)]
        for mode in ("eval", "train"):
            layer.switch(mode)
            dropped.append(layer.drops(x))
        expect_that(
            dropped == [True, False, True],
            what="what is dropped by a new layer, after eval(), and after train() again",
            observed=", ".join("something" if yes else "nothing" for yes in dropped),
            expected="something, nothing, something",
            mistakes={
                "starts_in_evaluation": dropped == [False, False, True],
                "modes_swapped": dropped[1:] == [True, False],
                "drops_at_evaluation": dropped == [True, True, True],
                "train_does_nothing": dropped == [True, False, False],
            },
        )

    def expect_new_coins(self, student: Student, rng: Generator) -> None:
        """Expect one layer to drop other entries in each pass."""
        layer, x = self.new(student, rng, rate(rng)), self.values(rng)
        distinct = len({layer.survivors(x).tobytes() for _ in range(PASSES)})
        expect_that(distinct == PASSES, what=f"{PASSES} forward passes of one layer",
                    observed="the same entries survive in all of them" if distinct == 1 else
                    "some of them repeat others", expected="others survive in each",
                    mistakes=["frozen_mask" if distinct == 1 else "coins_repeat"])  # fmt: skip

    def expect_apart(self, student: Student, rng: Generator) -> None:
        """Expect layers to share no coins, no masks and no mode, even if rng is None."""
        p, x = rate(rng), self.values(rng)
        self.new(student, rng, p).survivors(x)
        always_global = bool(student.last.globals)  # then another check fails
        first, second = self.new(student, None, p), Layer(self.made(student, p=p), "train")  # None is the default
        on, other = first.survivors(x), second.survivors(x)
        expect_that(always_global or not student.last.globals, what="the global random state",
                    observed="a layer with rng=None used it", expected="untouched",
                    mistakes=["global_state_by_default"])  # fmt: skip
        expect_that(not np.array_equal(on, other), what="two layers with rng=None",
                    observed="the same coins", expected="other coins", mistakes=["layers_share_seed"])  # fmt: skip
        _expect_own_state(first, second, x)

    def expect_form(self, student: Student, rng: Generator) -> None:
        """Expect `forward` to return out alone, and one layer to take a different shape in every call."""
        layer = self.new(student, rng, rate(rng))
        expect_alone(layer.forward(self.values(rng)), what="what `forward` returns")
        for shape in ((4, 5), (3,), (2, 3, 4, 5)):
            x = signed(shape, rng)
            expect_like(layer.output(x), x, what=f"out of an x of shape {shape}, after other shapes")
            expect_like(layer.backward(x), x, what=f"dx for a dout of shape {shape}, after other shapes")

    def expect_dtypes(self, student: Student, rng: Generator) -> None:
        """Expect out to have the dtype of x, and dx that of dout, in float32 and float16."""
        for dtype in (np.float32, np.float16):
            for mode, when in MODES.items():
                layer, x = self.new(student, rng, rate(rng), mode), signed((4, 5), rng, dtype)
                results = layer.output(x), layer.backward(x)
                kinds = [value.dtype if isinstance(value, np.ndarray) else np.dtype(dtype) for value in results]
                doubles = [kind == np.float64 for kind in kinds]
                if kinds != [dtype, dtype]:
                    names = ["float64_out"] * doubles[0] + ["gradient_float64"] * doubles[1]
                    fail(f"the dtypes of out and dx {when}", observed=f"{kinds[0]} and {kinds[1]}",
                         expected=f"{np.dtype(dtype)} for both", mistakes=names,
                         fact=Fact(numbers=tuple(float(kind.itemsize) for kind in kinds)))  # fmt: skip

    def expect_unchanged(self, student: Student, rng: Generator) -> None:
        """Expect x and dout to stay unchanged, in both modes."""
        for mode in MODES:
            layer, changed = self.new(student, rng, rate(rng), mode), []
            for call, name in ((layer.output, "x"), (layer.backward, "dout")):
                call(signed((5, 6), rng))
                changed += changed_by(student, name)
            expect_none_changed(changed, {"changes_input": ["x"], "changes_dout": ["dout"]})

    def expect_rates(self, student: Student, rng: Generator) -> None:
        """Expect p in [0, 1) to be used as it is, a half if none is given, and ValueError for any other."""
        expect_p_refused(lambda p, _: self.made(student, p=p, rng=own(rng)), rng, (True,), what=self.name)
        x = signed(MANY, rng)
        kept = kept_coins(self.new(student, rng, 0.0).passed(x), x)
        what = "the share that a layer with p = 0 keeps"
        expect_coins(kept, 1 - 2**-24, what=what, mistakes={"zero_as_default": 0.5})  # a float32 draw may be 0.0
        what, wrong = "the share that a layer made without p keeps", ["wrong_default"]
        layer = expect_returns(getattr(student, self.name), rng=own(rng), what=what, mistakes=wrong)
        kept = own_coins(kept_coins(Layer(layer, "train").passed(x), x))  # one for each coin, even if rows share them
        right = fits(int(kept.sum()), kept.size, 0.5)
        expect_that(right, what=what, observed=f"{kept.mean():.4g}", expected="about 0.5", mistakes=wrong)


def _expect_own_state(first: Layer, second: Layer, x: Array) -> None:
    """Expect the mask and the mode of one layer to be independent of another layer."""
    on, other = first.survivors(x), second.survivors(x)
    dx = first.gradient(x)
    expect_that(masked(dx, x, on) or not masked(dx, x, other),
                what="the zeros of a layer's dx, after a forward pass of another layer",
                observed="those of the other layer's out", expected="those of its own out",
                mistakes=["layers_share_state"])  # fmt: skip
    second.switch("eval")
    expect_that(first.drops(x), what="what a layer drops after eval() of another layer",
                observed="nothing", expected="something", mistakes=["layers_share_state"])  # fmt: skip
