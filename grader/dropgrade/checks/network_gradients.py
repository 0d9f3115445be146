"""The gradients of a network with one hidden layer and dropout, and the mistakes that change them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from dropgrade.checks.arrays import expect_array
from dropgrade.checks.behaviour import changed_by, expect_none_changed, expect_returns
from dropgrade.checks.dropout.function import Generator, rate
from dropgrade.checks.dropout.mistaken_factors import gradient_factors
from dropgrade.checks.failure import Array, expect_that, fail
from dropgrade.checks.readings import Reading, choices, explained
from dropgrade.checks.small_network import NAMES, Case, Params, WayBack, differences, factors_in, gradients, log_loss
from dropgrade.checks.student import Student
from dropgrade.checks.visible.members import first_foreign, fitted

RTOL: Final = 1e-5  # the precision of finite differences
CHANGES: Final = {
    "updates_weights": ["params"],
    "changes_weights": ["params"],
    "changes_cache": ["the cache"],
    "changes_input": ["x", "y"],
}

Grads = dict[str, Any]


@dataclass(frozen=True)
class NetworkGradients:
    """The function `backward(params, cache, y) -> grads`, with all checks for it.

    `forward` is a call `(student, params, x, p, rng, training)` that returns probabilities and a cache, and `network`
    draws a case with at most twelve hidden units.
    """

    function: str
    forward: Callable[..., tuple[Array, object]]
    network: Callable[[Generator], Case]

    def go_back(self, student: Student, params: Params, cache: object, y: Array) -> Grads:
        """Return the gradients of one backward call by name, reshaped like the parameters if only axes differ."""
        foreign = first_foreign(cache)
        expected = "arrays, numbers, tuples, lists or dicts of them, or an object of a class in your file"
        expect_that(foreign is None, what="the cache", observed=f"it holds {foreign}", expected=expected)
        grads = getattr(student, self.function)(params, cache, y)
        observed = f"a dict with {', '.join(sorted(map(str, grads)))[:80]}" if isinstance(grads, dict) else grads
        keys = isinstance(grads, dict) and set(grads) == set(params)
        expect_that(keys, what="grads", observed=observed, expected="a dict with W1, W2, b1, b2")
        return {name: fitted(grads[name], params[name]) for name in params}

    def expect_derivative(self, student: Student, rng: Generator, names: tuple[str, ...]) -> None:
        """Expect these gradients to be the derivatives of the student's own loss, with the coins held fixed.

        If the answers reveal the coins, the derivatives are computed by a formula, else by finite differences.
        """
        p, (params, x, y), seed = rate(rng), self.network(rng), int(rng.integers(2**32))
        probs, cache = self.forward(student, params, x, p, np.random.default_rng(seed), training=True)
        grads = self.go_back(student, params, cache, y)
        learns = "0" in student.last.changed
        factor = factors_in(params, x, probs, (1 / (1 - p), 1, 1 / p, 1 - p, 1 / (1 - p) ** 2))
        if factor is None:

            def own_probs(own: Params) -> Array:
                return self.forward(student, own, x, p, np.random.default_rng(seed), training=True)[0]

            held = np.array_equal(probs, own_probs(params))
            expect_that(held, what="two forward passes with equally seeded generators", observed="different results",
                        expected="the same")  # fmt: skip
            expected = differences(lambda own: log_loss(own_probs(own), y), params, names)
        else:
            expected = gradients(params, x, y, factor)
        moves = all(expected[name].any() for name in names)
        expect_that(moves, what="the loss, where parameters change", observed="it stays the same",
                    expected="it changes")  # fmt: skip
        if are_close(grads, expected, names):
            return
        again = self.go_back(student, params, cache, y)
        astray = not learns and not student.last.changed and not all(are_alike(again[n], grads[n]) for n in names)
        rows = any(isinstance(grads[n], np.ndarray) and grads[n].shape[:1] == (len(x),) for n in names if n[0] == "b")
        found = () if factor is None else _explained(grads, _readings(params, x, y, factor, p), names)
        more = {"updates_weights": learns, "gradient_with_new_coins": astray, "bias_gradient_not_summed": rows}
        _expect(grads, expected, names, [*found, *(name for name, explains in more.items() if explains)])

    def expect_evaluation(self, student: Student, rng: Generator) -> None:
        """Expect the gradients of the full network after an evaluation."""
        p, (params, x, y) = rate(rng), self.network(rng)
        _, cache = self.forward(student, params, x, p, rng, training=False)
        what, needs = "backward after an evaluation", ["gradient_needs_mask"]
        expect_returns(getattr(student, self.function), params, cache, y, what=what, mistakes=needs)
        grads, expected = self.go_back(student, params, cache, y), gradients(params, x, y)
        if not are_close(grads, expected, NAMES):
            full = np.ones((len(x), len(params["b1"])))
            _expect(grads, expected, NAMES, _explained(grads, _readings(params, x, y, full, p), NAMES))

    def expect_shapes(self, student: Student, rng: Generator) -> None:
        """Expect each gradient to have the shape of its parameter."""
        params, x, y = self.network(rng)
        _, cache = self.forward(student, params, x, rate(rng), rng, training=True)
        self.go_back(student, params, cache, y)
        grads: Any = student.last.value
        shapes = {n: g.shape if isinstance(g, np.ndarray) else None for n, g in grads.items()}
        off = [name for name in params if shapes[name] != params[name].shape]
        if off:
            axis = all(shapes[n] == (1, *params[n].shape) and n[0] == "b" for n in off)
            fail(f"the shape of {' and '.join(off)} in grads", observed=" and ".join(str(shapes[n]) for n in off),
                 expected=" and ".join(str(params[n].shape) for n in off),
                 mistakes=["bias_gradient_keeps_axis"] if axis else [])  # fmt: skip

    def expect_unchanged(self, student: Student, rng: Generator) -> None:
        """Expect every argument to stay unchanged, so that a second call returns the same."""
        params, x, y = self.network(rng)
        _, cache = self.forward(student, params, x, rate(rng), rng, training=True)
        changed = changed_by(student, "params", "x")
        first = self.go_back(student, params, cache, y)
        changed += changed_by(student, "params", "the cache", "y")
        second = self.go_back(student, params, cache, y)
        expect_none_changed(changed, CHANGES)
        same = all(are_alike(first[n], second[n]) for n in params)
        expect_that(same, what="a second `backward` with the same cache", observed="other gradients",
                    expected="the same gradients", mistakes=["gradient_with_new_coins"])  # fmt: skip


def are_close(grads: Grads, wanted: Params, names: Sequence[str]) -> bool:
    """Whether these gradients, of any type, are as expected."""
    return all(
        isinstance(grads[n], np.ndarray) and grads[n].shape == wanted[n].shape and grads[n].dtype.kind == "f"
        and bool(np.allclose(grads[n], wanted[n], rtol=RTOL, atol=1e-8)) for n in names
    )  # fmt: skip


def are_alike(a: object, b: object) -> bool:
    """Whether two gradients are the same."""
    return isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and np.array_equal(a, b)


def _expect(grads: Grads, expected: Params, names: Sequence[str], mistakes: Sequence[str] | frozenset[str]) -> None:
    for name in names:
        known = dict.fromkeys(sorted(mistakes), True)
        expect_array(grads[name], expected[name], what=f'grads["{name}"]', mistakes=known, rtol=RTOL)


def _explained(grads: Grads, readings: Iterator[tuple[frozenset[str], Params]], names: Sequence[str]) -> frozenset[str]:
    """Return the smallest set of mistakes with which the formulas give these gradients."""
    flat = [grads[n] for n in names if isinstance(grads[n], np.ndarray) and grads[n].dtype.kind == "f"]
    if len(flat) < len(names):
        return frozenset()
    values: Iterator[Reading] = (
        (made, np.concatenate([g[n].ravel() for n in names])) for made, g in readings if set(names) <= set(g)
    )
    return explained(np.concatenate([g.ravel() for g in flat]), values, rtol=RTOL)


def _readings(params: Params, x: Array, y: Array, factor: Array, p: float) -> Iterator[tuple[frozenset[str], Params]]:
    """Yield sets of at most two mistakes, with the gradients that they give."""
    on = factor != 0
    ends: dict[str, Any] = {
        "": {},
        "sums_over_batch": {"end": lambda q, y: q - y},
        "sign_reversed": {"end": lambda q, y: (y - q) / len(y)},
        "squared_error": {"end": lambda q, y: (q - y) * q * (1 - q) / len(y)},
    }
    backs: dict[str, Any] = {
        "": factor,
        "gradient_not_masked": np.ones_like(factor),
        "gradient_scaled_at_evaluation": factor / (1 - p),
        **{name: on * wrong for name, wrong in gradient_factors(p).items()},
        "gradient_scaled_twice": factor**2,
        "gradient_through_dropped": ~on * factor.max(),
    }
    gates: dict[str, Any] = {
        "": {},
        "forgets_relu": {"gate": lambda dh, _: dh},
        "relu_of_gradient": {"gate": lambda dh, _: np.maximum(dh, 0)},
    }
    sides: dict[str, Any] = {"": {}, "undropped_activations": {"is_undropped": True}}
    totals: dict[str, Any] = {"": {}, "bias_gradient_averaged": {"total": np.mean}}
    for names, (end, back, gate, side, total) in choices(ends, backs, gates, sides, totals):
        grads = gradients(params, x, y, factor, WayBack(back=back, **end, **gate, **side, **total))
        yield names, grads
        if "squared_error" in names:  # the loss without the factor of one half that would cancel in its derivative
            yield names, {name: 2 * grad for name, grad in grads.items()}
    unmasked = gradients(params, x, y, factor, WayBack(back=factor.max()))
    yield frozenset({"gradient_not_masked"}), {name: unmasked[name] for name in ("W1", "b1")}
