"""The hidden suite of dropout in a transformer. With x = 0 out shows the sublayer's output, and the other way round."""

import numpy as np
import pytest

from dropgrade.checks import expect_array, expect_like, expect_that, probe
from dropgrade.checks.dropout import Dropout, kept_coins, rate, some_zeros

SHAPE = (6, 9, 13)  # batch, time, features
CALLS = 40  # so many that one coin for everything falls both ways


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


def alone(result, training=True):
    """The output, also where a mask came with it, which is judged once."""
    expect_that(training or result is not None, what="what evaluation returns", observed="None", expected="an array",
                mistakes=["nothing_at_evaluation"])  # fmt: skip
    return result[0] if isinstance(result, tuple | list) and result else result


def add(student, x, f, rng, p, training=True):
    """What comes of x and a sublayer's output f."""
    return expect_like(alone(student.residual_dropout(x, Sublayer(f), p, training, rng), training), x)


def what_is_added(student, f, rng, p, training):
    """What is left of a sublayer's output: x is zero, and adds nothing."""
    return alone(student.residual_dropout(np.zeros_like(f), Sublayer(f), p, training, rng), training), None


def what_is_embedded(student, x, rng, p, training):
    """What is left of embedded."""
    return alone(student.embedding_dropout(x, p, training, rng), training), None


SHAPES = {"many": (20, 14, 29), "some": (12, 11, 23), "few": (7, 9, 11)}
SHARING = {"drops_whole_features": (1,), "drops_whole_tokens": (2,), "drops_whole_sublayer": (1, 2)}
AXES = {"sharing": SHARING, "names": {0: "samples", 1: "time steps", 2: "features"}}
RESIDUAL = Dropout("residual_dropout", units="entries of what is added", view=what_is_added, **SHAPES, **AXES)
EMBEDDING = Dropout("embedding_dropout", units="entries of embedded", view=what_is_embedded, **SHAPES, **AXES)
BOTH = (RESIDUAL, EMBEDDING)


def normalised(x):
    """Each token's features with mean 0 and variance 1, as by a layer norm."""
    return (x - x.mean(axis=-1, keepdims=True)) / x.std(axis=-1, keepdims=True)


def close(a, b, rtol=1e-9):
    """Whether two arrays agree."""
    return isinstance(a, np.ndarray) and a.shape == b.shape and np.allclose(a, b, rtol=rtol, atol=rtol)


def expect_own_coins(drop, student, rng):
    """Expect a coin for each entry, and a new one in each call."""
    x, p = drop.small(rng), rate(rng)
    masks = [kept_coins(drop.train(student, x, rng, p)[0], x) for _ in range(CALLS)]
    whole = {bool(mask.any()) for mask in masks if mask.all() or not mask.any()}
    expect_that(len(whole) < 2, what="what survives in calls in a row", observed="everything or nothing",
                expected="other entries in each", mistakes=["drops_whole_sublayer"])  # fmt: skip
    drop.expect_own_coins(student, rng)
    drop.expect_every_entry(student, rng)
    drop.expect_new_coins(student, rng)


@pytest.mark.points(0.5)
def test_residual_drops(student, rng):
    """residual_dropout: in training, some of what the sublayer gives is dropped."""
    RESIDUAL.expect_some_dropped(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_drops")
def test_residual_evaluation(student, rng):
    """residual_dropout: evaluation adds the sublayer's output to x as it is, with an rng or without one."""
    x, f, p = probe(SHAPE, rng), probe(SHAPE, rng), rate(rng)
    out = add(student, x, f, rng, p, training=False)
    factors = {"scales_at_evaluation": 1 - p, "divides_at_evaluation": 1 / (1 - p), "evaluation_times_p": p}
    names = {name: close(out, x + f * c) or close(out, (x + f) * c) for name, c in factors.items()}
    names |= {"no_residual": close(out, f) or any(close(out, f * c) for c in factors.values())}
    names |= {"leaves_sublayer_out": close(out, x), "adds_layer_norm": close(out, normalised(x + f), rtol=1e-3)}
    if not any(names.values()) and some_zeros(what_is_added(student, f, rng, p, False)[0]):
        RESIDUAL.expect_evaluation(student, rng)
    expect_array(out, x + f, what="out at evaluation", mistakes=names)
    RESIDUAL.expect_evaluation(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
@pytest.mark.needs("test_residual_drops")
def test_sublayer_input(student, rng):
    """residual_dropout: sublayer is given x as it is, in both modes."""
    for training, mode in ((True, "in training"), (False, "at evaluation")):
        x, sublayer = probe(SHAPE, rng), Sublayer(probe(SHAPE, rng))
        expect_like(alone(student.residual_dropout(x, sublayer, rate(rng), training, rng)), x)
        other = next((g for g in sublayer.given if not close(g, x)), x)
        holes, normal = some_zeros(other), close(other, normalised(x), rtol=1e-3)
        shown = "x with some entries dropped" if holes else "x normalised" if normal else "other values"
        expect_that(
            other is x,
            what=f"what sublayer is given {mode}",
            observed=shown if getattr(other, "shape", ()) == x.shape else other,
            expected="x itself",
            mistakes={"drops_sublayer_input": holes, "adds_layer_norm": normal},
        )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_drops")
def test_sublayer_calls(student, rng):
    """residual_dropout: sublayer is called once, with one argument, in both modes."""
    for training, mode in ((True, "in training"), (False, "at evaluation")):
        x, sublayer = probe(SHAPE, rng), Sublayer(probe(SHAPE, rng))
        expect_like(alone(student.residual_dropout(x, sublayer, rate(rng), training, rng)), x)
        calls = len(sublayer.given)
        expect_that(not sublayer.extras, what=f"what sublayer is given {mode}", observed="more than x",
                    expected="x alone", mistakes=["passes_extra_arguments"])  # fmt: skip
        expect_that(
            calls == 1,
            what=f"the calls of sublayer {mode}",
            observed="none" if not calls else f"more than one: {calls}",
            expected="1",
            mistakes={"calls_sublayer_twice": calls > 1, "leaves_sublayer_out": not calls and not training},
        )


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_residual_rate(student, rng):
    """residual_dropout: each entry of the sublayer's output is dropped with probability p."""
    x, p = probe(SHAPE, rng), rate(rng)
    sublayer, nothing = Sublayer(x), np.zeros(SHAPE)
    out = alone(student.residual_dropout(x, sublayer, p, True, rng))
    if close(what_is_added(student, x, rng, p, True)[0], x):
        holes, skips = any(map(some_zeros, sublayer.given)), some_zeros(add(student, x, nothing, rng, p))
        expect_that(
            not holes and not skips,
            what="what is dropped in training",
            observed="entries of what sublayer is given" if holes else "entries of x",
            expected="entries of what sublayer gives",
            mistakes={"drops_sublayer_input": holes, "drops_skip": skips},
            example=(x, out),
        )
    RESIDUAL.expect_rate(student, rng)


@pytest.mark.points(1)
@pytest.mark.essential
def test_residual_scale(student, rng):
    """residual_dropout: survivors are multiplied by 1 / (1 - p)."""
    RESIDUAL.expect_factor(student, rng)


@pytest.mark.points(1)
@pytest.mark.essential
@pytest.mark.needs("test_residual_drops")
def test_skip_connection(student, rng):
    """residual_dropout: in training, x itself is neither dropped nor scaled."""
    x, p = probe(SHAPE, rng), rate(rng)
    factors = add(student, x, np.zeros_like(x), rng, p) / x
    none, zeros = not factors.any(), some_zeros(factors)
    in_sum = zeros and (add(student, x, x, rng, p) == 0).mean() > 0.8 * (factors == 0).mean()
    holes = f"nothing of it in some places{', and nothing of the sum' if in_sum else ''}"
    normal = close(factors * x, normalised(x), rtol=1e-3)
    seen = "nothing" if none else holes if zeros else "x normalised" if normal else ""
    expect_that(
        bool((factors == 1).all()),
        what="what is left of x, where the sublayer adds nothing",
        observed=seen or f"{factors.min():.6g} to {factors.max():.6g} times x",
        expected="exactly x",
        mistakes={
            "no_residual": none,
            "drops_sum": in_sum,
            "drops_skip": zeros and not in_sum,
            "scales_sum": bool(np.allclose(factors, 1 / (1 - p))),
            "adds_layer_norm": normal,
            "missing_parenthesis": bool(np.allclose(factors, 1 - p / x)),
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_residual_coins(student, rng):
    """residual_dropout: every entry has a coin of its own, also in the same token or feature, and new in each call."""
    expect_own_coins(RESIDUAL, student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_embedding_rate(student, rng):
    """embedding_dropout: each entry is dropped with probability p."""
    x, p = probe(SHAPE, rng), rate(rng)
    factors = EMBEDDING.train(student, x, rng, p)[0] / x
    added = np.isclose(factors, 1) | np.isclose(factors, 1 + 1 / (1 - p))
    expect_that(not added.all() or np.ptp(factors) < 0.5, what="what becomes of embedded in training",
                observed="it is added to what is left of it", expected="what is left of it alone",
                mistakes=["adds_embedded"])  # fmt: skip
    EMBEDDING.expect_rate(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_embedding_scale(student, rng):
    """embedding_dropout: survivors are multiplied by 1 / (1 - p) and by nothing else."""
    expect_no_root(student, rng, training=True)
    EMBEDDING.expect_factor(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_embedding_rate")
def test_embedding_evaluation(student, rng):
    """embedding_dropout: evaluation returns embedded as it is, with an rng or without one."""
    expect_no_root(student, rng, training=False)
    x = probe(SHAPE, rng)
    doubled = close(what_is_embedded(student, x, rng, rate(rng), False)[0], 2 * x)
    expect_that(not doubled, what="embedding_dropout at evaluation", observed="embedded added to itself",
                expected="embedded as it is", mistakes=["adds_embedded"])  # fmt: skip
    EMBEDDING.expect_evaluation(student, rng)


def expect_no_root(student, rng, *, training):
    """Expect that embedded is not multiplied by the root of the number of features."""
    x, p = probe(SHAPE, rng), rate(rng)
    out = what_is_embedded(student, x, rng, p, training)[0]
    root = SHAPE[-1] ** 0.5 / (1 - p if training else 1)
    is_like = isinstance(out, np.ndarray) and out.shape == SHAPE and some_zeros(out) == training
    expect_that(
        not (is_like and close(out, x * root * (out != 0))),
        what=f"what embedded is multiplied by {'in training' if training else 'at evaluation'}",
        observed=f"{root:.6g}, with the root of the number of features in it",
        expected=f"{root / SHAPE[-1] ** 0.5:.6g}",
        mistakes=["multiplies_by_root"],
    )


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_embedding_coins(student, rng):
    """embedding_dropout: every entry has a coin of its own, also in the same token or feature, and new in each call."""
    expect_own_coins(EMBEDDING, student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_residual_evaluation", "test_embedding_evaluation")
def test_rng(student, rng):
    """Both: the coins come from rng alone."""
    for drop in BOTH:
        drop.expect_rng_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_evaluation", "test_embedding_evaluation")
def test_array_alone(student, rng):
    """Both: the array comes back alone, without a mask."""
    x, p = probe(SHAPE, rng), rate(rng)
    for training in (True, False):
        for result in (student.residual_dropout(x, Sublayer(x), p, training, rng),
                       student.embedding_dropout(x, p, training, rng)):  # fmt: skip
            expect_like(alone(result), x)
            expect_that(isinstance(result, np.ndarray), what="what it returns", observed="more than the array",
                        expected="the array alone", mistakes=["returns_mask_too"])  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_evaluation", "test_embedding_evaluation")
def test_dtype(student, rng):
    """Both: float32 stays float32."""
    for drop in BOTH:
        drop.expect_dtype(student, rng, np.float32)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_evaluation", "test_embedding_evaluation")
def test_inputs_unchanged(student, rng):
    """Both: what was given is left as it was."""
    for drop in BOTH:
        drop.expect_unchanged(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_evaluation", "test_embedding_evaluation")
def test_rates(student, rng):
    """Both: p = 0.004 is not rounded away, p = 0 is fine, and p outside [0, 1) raises ValueError in both modes."""
    for drop in BOTH:
        drop.expect_refusals(student, rng)
        drop.expect_small_rate(student, rng, shape=(10, 28, 30))
