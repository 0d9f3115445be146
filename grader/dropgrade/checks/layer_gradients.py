"""The backward pass of a dropout layer, which uses the mask of the last forward pass."""

from __future__ import annotations

import numpy as np

from dropgrade.checks.arrays import NEAR, agrees, expect_array
from dropgrade.checks.dropout.function import Generator, kept_coins, rate, rates
from dropgrade.checks.dropout.mistaken_factors import gradient_factors
from dropgrade.checks.failure import Array, expect_that, fail
from dropgrade.checks.layers import Layer, Layers, masked, some_kept
from dropgrade.checks.student import Student
from dropgrade.report import Fact

ZEROS = 0.5
"""The share of zeros in an input, as after a ReLU."""


class LayerGradients(Layers):
    """Checks of `backward`."""

    def expect_gradient_zeros(self, student: Student, rng: Generator) -> None:
        """Expect the gradient to be zero exactly where the last forward pass dropped, even if x has zeros."""
        layer, dout = self.new(student, rng, rate(rng)), self.values(rng)
        layer.survivors(self.values(rng))
        x = self.values(rng)
        on = layer.survivors(x)
        self._expect_zeros_of(layer, dout, on)
        zero = rng.random(self.shape) < ZEROS
        layer.output(np.where(zero, 0, x))
        expect_that(bool(layer.gradient(dout)[zero].any()), what="dx where x was 0",
                    observed="0 everywhere, as if all of these entries had been dropped",
                    expected="a gradient where the coin lets it through",
                    mistakes=["mask_from_output", "multiplies_by_activation"])  # fmt: skip

    @staticmethod
    def _expect_zeros_of(layer: Layer, dout: Array, on: Array) -> None:
        dx = layer.gradient(dout)
        flows, untouched = kept_coins(dx, dout), agrees(dx, dout)
        leaking, lost = int((flows & ~on).sum()), int((~flows & on).sum())
        redrawn = not masked(layer.backward(dout), dout, flows)
        seen = "dx is dout" if untouched else "dx is zero nowhere" if flows.all() else (
            f"{leaking:,} dropped entries get a gradient, and {lost:,} kept ones get none")  # fmt: skip
        expect_that(
            not leaking + lost,
            what="the zeros of dx, against those of the last out",
            observed=seen + (", others in a second call" if redrawn else ""),
            expected="the same places",
            mistakes={
                "gradient_untouched": untouched,
                "gradient_not_masked": bool(flows.all()) and not untouched,
                "gradient_through_dropped": np.array_equal(flows, ~on),
                "gradient_with_new_coins": redrawn,
            },
        )

    def expect_gradient_factor(self, student: Student, rng: Generator) -> None:
        """Expect the factor 1 / (1 - p) where the gradient flows, at two rates.

        Other checks test the zeros, and the factor of `forward` if `backward` has the same one.
        """
        for p in rates(rng):
            layer, x, dout = self.new(student, rng, p), self.values(rng), self.values(rng)
            out = layer.passed(x)
            on, dx = some_kept(out, x), layer.gradient(dout)
            if not masked(dx, dout, on) or agrees(dx, dout * out / x):
                return
            wrong = gradient_factors(p)
            factors = (*wrong.values(), 1 / (1 - p))
            known: dict[str, object] = {name: dout * on * factor for name, factor in wrong.items()}
            known["gradient_without_sign"] = any(agrees(dx, abs(dout) * on * factor) for factor in factors)
            known["ignores_dout"] = any(agrees(dx, on * factor) for factor in factors)
            known["multiplies_by_activation"] = any(agrees(dx, dout * on * x * factor) for factor in factors)
            expect_array(dx, dout * on / (1 - p), what=f"dx at p = {p}", mistakes=known, rtol=NEAR)

    def expect_gradient_after_evaluation(self, student: Student, rng: Generator) -> None:
        """Expect dout unchanged after a forward pass at evaluation, in a new layer and in one used for training."""
        p, x, dout = rate(rng), self.values(rng), self.values(rng)
        fresh, layer = self.new(student, rng, p, "eval"), self.new(student, rng, p)
        on = layer.survivors(x)
        follows = masked(layer.backward(dout), dout, on)
        layer.switch("eval")
        if not follows or not all(agrees(each.output(x), x) for each in (fresh, layer)):
            return  # another check fails
        for each in (fresh, layer):
            each.expect_untouched(dout, on, p, what="dx after a forward pass at evaluation")
        layer.switch("train")
        what = "dx after a forward pass at evaluation, and train() since then"
        layer.expect_untouched(dout, on, p, what=what, switched=True)

    def expect_last_forward_decides(self, student: Student, rng: Generator) -> None:
        """Expect the gradient to follow the last forward pass, whatever the mode is now, and in every call."""
        p, x, dout = rate(rng), self.values(rng), self.values(rng)
        layer = self.new(student, rng, p, "eval")
        layer.switch("train")
        expect_that(layer.drops(x), what="what is dropped after eval() and train()", observed="nothing",
                    expected="something", mistakes=["train_does_nothing"])  # fmt: skip
        on = layer.survivors(x)
        first = layer.backward(dout)
        if not masked(first, dout, on):
            return  # another check fails
        _expect_again(layer, dout, first)
        layer.switch("eval")
        dx = layer.backward(dout)
        expect_that(agrees(dx, first), what="dx after a forward pass in training, and eval() since then",  # type: ignore[arg-type]
                    observed="dout unchanged" if agrees(dx, dout) else dx,
                    expected="the same gradient as before eval()",
                    mistakes={"mode_decides_backward": agrees(dx, dout)})  # fmt: skip
        if agrees(layer.output(x), x):
            layer.expect_untouched(dout, on, p, what="dx after training, and then a forward pass at evaluation")


def _expect_again(layer: Layer, dout: Array, first: object) -> None:
    """Expect the same gradient from a second backward pass."""
    again = layer.backward(dout)
    if not agrees(again, first):  # type: ignore[arg-type]
        seen = again if isinstance(again, str) else "another gradient, or none"
        fail("a second backward after one forward", observed=seen, expected="the same gradient as the first time",
             mistakes=["forgets_after_backward"], fact=Fact(numbers=(0.0,)))  # fmt: skip
