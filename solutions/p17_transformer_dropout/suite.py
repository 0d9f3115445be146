"""The hidden suite of dropout in a transformer.

Where x is zero, out shows what became of the sublayer's output; where that is zero, what became of x.
"""

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    constant_axes,
    enough_coins,
    expect_array,
    expect_coins,
    expect_counts_vary,
    expect_different,
    expect_global_state_untouched,
    expect_like,
    expect_raises,
    expect_reproducible,
    expect_returns,
    expect_scale,
    expect_that,
    fits,
    kept_scale,
    own_coins,
    probe,
    refuses,
)

P = 0.3
KEEP = 1 - P
NORMAL = (0.3820886, 0.6179114, 0.7580363)  # P(a normal draw >= p), P(it is < p), P(it is < 1 - p)
SHAPE = (21, 9, 31)  # batch, time, features; 0.7 of no product of them is whole
SMALL = (3, 4, 5)


class Sublayer:
    """Gives a prepared output, whatever it is given, and notes what that was."""

    def __init__(self, output):
        self.output = output
        self.given, self.extras = [], False

    def __call__(self, x=None, *extras, **named):
        """The prepared output."""
        self.given.append(x)
        self.extras = self.extras or bool(extras or named)
        return self.output


class Residual:
    """residual_dropout as a dropout of the sublayer's output: x is zero, and adds nothing."""

    name = "residual_dropout"

    def __init__(self, student):
        self.student = student

    def __call__(self, f, rng, training=True, p=P):
        """What becomes of a sublayer's output f."""
        return self.add(np.zeros_like(f), f, rng, training, p)

    def add(self, x, f, rng, training=True, p=P):
        """What comes of x and a sublayer's output f."""
        return alone(self.raw(x, Sublayer(f), rng, training, p), x)

    def raw(self, x, sublayer, rng, training=True, p=P):
        """The result as it came."""
        return self.student.residual_dropout(x, sublayer, p, training, rng)

    def passed_on(self, x, rng):
        """The factors on x in training, where the sublayer adds nothing."""
        return self.add(x, np.zeros_like(x), rng) / x


class Embedding:
    """embedding_dropout."""

    name = "embedding_dropout"

    def __init__(self, student):
        self.student = student

    def __call__(self, x, rng, training=True, p=P):
        """What becomes of embedded."""
        return alone(self.raw(x, None, rng, training, p), x)

    def raw(self, x, _, rng, training=True, p=P):
        """The result as it came."""
        return self.student.embedding_dropout(x, p, training, rng)


def alone(result, x):
    """A result that is an array like x; a mask must not come with it."""
    return expect_like(result, x, mistakes=["returns_mask_too"] if isinstance(result, tuple) else [])


def survivors(out):
    """Which entries survived; what follows from them needs some that did and some that did not."""
    on = out != 0
    expect_that(
        on.any() and not on.all(),
        what="the entries that survive",
        observed="every one" if on.all() else "none",
        expected="some of them",
    )
    return on


def some_zeros(out):
    """Whether some entries are zero and others are not."""
    return bool((out == 0).any() and (out != 0).any())


def normalised(x):
    """Each token's features with mean 0 and variance 1, as by a layer norm."""
    return (x - x.mean(axis=-1, keepdims=True)) / x.std(axis=-1, keepdims=True)


def close(a, b, rtol=1e-9):
    """Whether two arrays agree."""
    return isinstance(a, np.ndarray) and a.shape == b.shape and np.allclose(a, b, rtol=rtol, atol=rtol)


def expect_rate(drop, rng, elsewhere=None):
    """Expect the coins of a dropout to fall as p says; `elsewhere` names what explains that none fall here."""
    x = probe(SHAPE, rng)
    out = drop(x, rng)
    on = out != 0

    def again():
        return drop(x, rng) != 0

    alike = on.all() or not on.any()
    kinds = {bool(again().any()) for _ in range(60)} if alike else set()  # whether anything survives, call by call
    swapped = bool(on.all() and some_zeros(drop(x, rng, training=False)))
    undone = on.any() and np.isclose(kept_scale(out, x), 1 / KEEP)  # the coins reversed, the factor right
    heads = enough_coins(on, again, enough=5000)
    told = heads.size > 3000 and not alike  # fewer coins fit several rates at once
    nothing = kinds == {True} and on.all() and not swapped
    even = np.allclose(out / x, out.flat[0] / x.flat[0])
    expect_coins(
        heads,
        KEEP,
        what=f"{drop.name}: the share that is kept",
        mistakes={
            "keeps_with_p": P if told and not undone else None,
            "reversed_comparison": P if told and undone else None,
            "normal_for_uniform": told and any(fits(heads.sum(), heads.size, share) for share in NORMAL),
            "coin_ignores_p": 0.5 if told else None,
            "drops_whole_sublayer": kinds == {True, False},
            "drops_nothing": nothing and even and not elsewhere,
            "modes_swapped": swapped,
        }
        | dict.fromkeys(elsewhere or (), nothing),
        example=(x, out),
    )
    expect_different(on, again(), what="what survives in two calls in a row", mistakes=["frozen_mask"])


def expect_factor(drop, rng, more=None):
    """Expect survivors to be multiplied by 1 / (1 - p)."""
    x = probe(SHAPE, rng)
    out = drop(x, rng)
    on = out != 0
    coins = own_coins(on)
    flipped = bool(coins.mean() < 0.5 and fits(coins.sum(), coins.size, P))
    expect_scale(
        out,
        x,
        1 / KEEP,
        what=f"{drop.name}: the factor on the survivors",
        mistakes={
            "no_scaling": None if on.all() else 1.0,
            "multiplies_by_keep": KEEP,
            "divides_by_p": None if flipped else 1 / P,
            "keeps_with_p": 1 / P if flipped else None,
            "scales_twice": 1 / KEEP**2,
            "rescales_by_realised_share": None if on.all() else on.size / max(on.sum(), 1),
        }
        | (more or {}),
    )


def expect_own_coins(drop, rng):
    """Expect a coin for each entry."""
    shared = constant_axes(survivors(drop(probe(SHAPE, rng), rng)))
    whole = 1 in shared and 2 in shared
    names = ("samples", "time steps", "features")
    expect_that(
        not shared,
        what=f"{drop.name}: who shares a coin",
        observed=" and ".join(f"all {names[axis]}" for axis in shared),
        expected="nobody",
        mistakes={
            "one_mask_for_batch": 0 in shared,
            "drops_whole_features": 1 in shared and not whole,
            "drops_whole_tokens": 2 in shared and not whole,
            "drops_whole_sublayer": whole,
        },
    )
    masks = [survivors(drop(probe((5, 10, 12), rng), rng)) for _ in range(8)]
    if not np.array_equal(masks[0], masks[1]):  # a frozen mask is another check's matter
        totals = np.array([mask.sum() for mask in masks])
        expect_counts_vary(totals, what=f"{drop.name}: the survivors of a call", mistakes=["exact_fraction"])


@pytest.mark.points(1)
def test_residual_evaluation(student, rng):
    """residual_dropout: evaluation adds the sublayer's output to x as it is."""
    residual, x, f = Residual(student), probe(SHAPE, rng), probe(SHAPE, rng)
    out = residual.add(x, f, rng, training=False)
    drops = some_zeros(residual(f, rng, training=False)) or some_zeros(out)
    swapped = drops and not some_zeros(residual(f, rng))
    rest = out - x if not close(out, f) and not any(close(out, f * c) for c in (KEEP, 1 / KEEP)) else out
    expect_array(
        out,
        x + f,
        what="out at evaluation",
        mistakes={
            "no_residual": rest is out,
            "scales_at_evaluation": close(rest, f * KEEP) or close(out, (x + f) * KEEP),
            "divides_at_evaluation": close(rest, f / KEEP) or close(out, (x + f) / KEEP),
            "leaves_sublayer_out": close(out, x),
            "adds_layer_norm": close(out, normalised(x + f), rtol=1e-3),
            "drops_at_evaluation": drops and not swapped,
            "modes_swapped": swapped,
        },
    )


@pytest.mark.points(1)
def test_sublayer_calls(student, rng):
    """residual_dropout: sublayer is called once, with x as it is and nothing else, in both modes."""
    for training in (True, False):
        x, sublayer = probe(SHAPE, rng), Sublayer(probe(SHAPE, rng))
        alone(Residual(student).raw(x, sublayer, rng, training), x)
        given, mode = sublayer.given, "in training" if training else "at evaluation"
        what = f"what sublayer is given {mode}"
        extra = ["passes_extra_arguments"]
        expect_that(not sublayer.extras, what=what, observed="more than x", expected="x alone", mistakes=extra)
        other = next((g for g in given if not close(g, x)), None)
        array = isinstance(other, np.ndarray) and other.shape == x.shape
        expect_that(
            other is None,
            what=what,
            observed="an array of its shape with other values" if array else other,
            expected="x itself",
            mistakes={
                "drops_sublayer_input": array and some_zeros(other),
                "adds_layer_norm": array and close(other, normalised(x), rtol=1e-3),
            },
        )
        expect_that(
            len(given) == 1,
            what=f"the calls of sublayer {mode}",
            observed=f"{len(given)}",
            expected="1",
            mistakes={"calls_sublayer_twice": len(given) == 2, "leaves_sublayer_out": not given},
        )


@pytest.mark.points(1.5)
def test_residual_rate(student, rng):
    """residual_dropout: each entry of the sublayer's output is dropped with probability p."""
    residual, x = Residual(student), probe(SHAPE, rng)
    sublayer = Sublayer(x)
    attempt(residual.raw, x, sublayer, rng)
    input_dropped = any(isinstance(g, np.ndarray) and some_zeros(g) for g in sublayer.given)
    elsewhere = [
        name
        for name, there in (
            ("drops_sublayer_input", input_dropped),
            ("drops_skip", not input_dropped and some_zeros(residual.passed_on(x, rng))),
        )
        if there
    ]
    expect_rate(residual, rng, elsewhere)


@pytest.mark.points(1)
@pytest.mark.needs("test_residual_rate")
def test_residual_scale(student, rng):
    """residual_dropout: survivors are multiplied by 1 / (1 - p)."""
    expect_factor(Residual(student), rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_residual_rate")
def test_skip_connection(student, rng):
    """residual_dropout: in training, x itself is neither dropped nor scaled."""
    residual, x = Residual(student), probe(SHAPE, rng)
    factors = residual.passed_on(x, rng)
    none, zeros = not factors.any(), some_zeros(factors)
    in_sum = zeros and (residual.add(x, x, rng) == 0).mean() > 0.8 * (factors == 0).mean()
    same = bool(np.allclose(factors, factors.flat[0]))
    expect_that(
        bool((factors == 1).all()),
        what="what is left of x, where the sublayer adds nothing",
        observed="0" if none else f"{factors.min():.6g} to {factors.max():.6g} times x",
        expected="exactly x",
        mistakes={
            "no_residual": none,
            "drops_sum": in_sum,
            "drops_skip": zeros and not in_sum,
            "scales_sum": same and not none,
            "adds_layer_norm": close(factors * x, normalised(x), rtol=1e-3),
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_residual_rate")
def test_residual_coins(student, rng):
    """residual_dropout: every entry has a coin of its own, also in the same token or feature."""
    expect_own_coins(Residual(student), rng)


@pytest.mark.points(1)
def test_embedding_rate(student, rng):
    """embedding_dropout: each entry is dropped with probability p."""
    expect_rate(Embedding(student), rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_embedding_rate")
def test_embedding_scale(student, rng):
    """embedding_dropout: survivors are multiplied by 1 / (1 - p), and evaluation changes nothing."""
    drop, x = Embedding(student), probe(SHAPE, rng)
    out, root = drop(x, rng, training=False), SHAPE[-1] ** 0.5
    swapped = some_zeros(out) and not some_zeros(drop(x, rng))
    evaluation = {
        "scales_at_evaluation": close(out, x * KEEP),
        "divides_at_evaluation": close(out, x / KEEP),
        "multiplies_by_root": close(out, x * root),
        "drops_at_evaluation": some_zeros(out) and not swapped,
        "modes_swapped": swapped,
    }
    expect_factor(drop, rng, evaluation)
    expect_array(out, x, what="embedding_dropout at evaluation", mistakes=evaluation)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_embedding_rate")
def test_embedding_coins(student, rng):
    """embedding_dropout: every entry has a coin of its own, also in the same token or feature."""
    expect_own_coins(Embedding(student), rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_rate", "test_embedding_rate")
def test_fresh_coins(student, rng):
    """Both: every call throws new coins, and throws them with rng alone."""
    x = probe(SHAPE, rng)
    for drop in (Residual(student), Embedding(student)):
        first, second = (drop(x, rng) for _ in range(2))
        survivors(first)
        expect_different(first, second, what=f"{drop.name}, twice in a row", mistakes=["frozen_mask"])
        what = f"{drop.name} with equally seeded generators"
        call = lambda r, drop=drop: drop(x, r)  # noqa: E731
        expect_reproducible(call, what=what, mistakes=["ignores_rng"], frozen=["frozen_mask"])
        expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_rate", "test_embedding_rate")
def test_dtype_and_inputs(student, rng):
    """Both: float32 stays float32, and what was given is left as it was."""
    x, f = (probe(SMALL, rng, np.float32) for _ in range(2))
    changed, doubled = [], []
    for drop in (Residual(student), Embedding(student)):
        for training in (True, False):
            out = drop.raw(x, Sublayer(f), rng if training else None, training)
            changed += [drop.name] if student.last.changed else []
            right = isinstance(out, np.ndarray) and out.shape == SMALL
            expect_that(right, what=drop.name, observed=out, expected=f"an array of shape {SMALL}")
            doubled += [drop.name] if out.dtype != np.float32 else []
    seen = [("changes its input", changed), ("makes float64 of float32", doubled)]
    expect_that(
        not changed and not doubled,
        what="what you were given, and the dtype of what comes back",
        observed="; ".join(f"{' and '.join(dict.fromkeys(names))} {does}" for does, names in seen if names),
        expected="both as before",
        mistakes={"changes_input": bool(changed), "float64_out": bool(doubled)},
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_rate", "test_embedding_rate")
def test_refuses_bad_p(student, rng):
    """Both: p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 does not."""
    x = probe(SMALL, rng)
    for drop in (Residual(student), Embedding(student)):
        for training in (True, False):
            given, words = (x, Sublayer(x), rng, training), f"training = {training}"
            for p in (1.0, -0.1, 1.5):
                what = f"{drop.name} with p = {p} and {words}"
                expect_raises("ValueError", drop.raw, *given, p, what=what, mistakes=["takes_any_p"])
            known = ["refuses_zero"] if refuses(drop.raw, *given, 0.0) and not refuses(drop.raw, *given, P) else []
            expect_returns(drop.raw, *given, 0.0, what=f"{drop.name} with p = 0 and {words}", mistakes=known)
