"""The hidden suite of the network with dropout.

A layer of positive units, with output weights that fall like a geometric series, gives every coin away in one answer.
"""

from functools import partial

import numpy as np
import pytest

from dropgrade.checks import attempt, expect_array, expect_like, expect_returns, expect_that, probe
from dropgrade.checks.dropout import Dropout, rate, rates
from dropgrade.checks.failure import fail
from dropgrade.checks.readings import choices, explained
from dropgrade.checks.refusals import expect_refused, rates_outside
from dropgrade.sandbox.wire import Foreign

INPUTS, HIDDEN, SAMPLES = 3, 8, 10
STEP, BASE, SCALE, BIAS = 1e-5, 2.5, 0.05, -0.25
RTOL = 1e-5  # what finite differences tell


def sigmoid(z):
    """The probability that belongs to a logit."""
    return 1 / (1 + np.exp(-z))


def logit(q):
    """The logit of a probability."""
    return np.log(q) - np.log1p(-q)


def network(rng):
    """Parameters, inputs and labels; no z1 lies so near 0 that a finite difference would cross it.

    Enough units are on that coins never take them all, and answers lie on either side of one half.
    """
    while True:
        shapes = {"W1": (INPUTS, HIDDEN), "b1": (HIDDEN,), "W2": (HIDDEN, 1), "b2": (1,)}
        params = {name: rng.uniform(0.2, 0.8, shape) * rng.choice([-1, 1], shape) for name, shape in shapes.items()}
        x = rng.uniform(0.5, 1.5, (SAMPLES, INPUTS)) * rng.choice([-1, 1], (SAMPLES, INPUTS))
        z1 = x @ params["W1"] + params["b1"]
        z2 = np.maximum(z1, 0) @ params["W2"] + params["b2"]
        if abs(z1).min() > 0.005 and (z1 > 0).mean() > 1 / 3 and z2.min() < -0.1 and z2.max() > 0.1:
            return params, x, (rng.permutation(SAMPLES) % 2).astype(float)[:, None]


def run(student, params, x, p, rng, *, training=True):
    """One forward call: probabilities of shape (N, 1), and the cache; in which form they came, one check alone asks."""
    probs, cache = members(student.forward(params, x, p, training, rng))
    probs = probs[:, None] if isinstance(probs, np.ndarray) and probs.shape == (len(x),) else probs
    expect_like(probs, x[:, :1], what="probs")
    return (probs if inside(probs) else sigmoid(probs)), cache


def members(result):
    """The answers and the cache, in whichever order they came."""
    pair = isinstance(result, tuple | list) and len(result) == 2
    expect_that(pair, what="what `forward` returns", observed=result, expected="the pair (probs, cache)")
    first, second = result
    return (second, first) if isinstance(second, np.ndarray) and not isinstance(first, np.ndarray) else (first, second)


def inside(probs):
    """Whether all of them may be probabilities."""
    return bool((probs >= 0).all() and (probs <= 1).all())


# What is left of hidden units.


def sums(student, h, weights, p, rng, *, training=True):
    """What each sample's units add up to; every unit hears two inputs and has a bias."""
    hidden = h.shape[1]
    params = {
        "W1": np.vstack([np.eye(hidden)] * 2),
        "b1": np.full(hidden, 0.4),
        "W2": -SCALE * weights[:, None],
        "b2": np.array([BIAS]),
    }
    x = np.hstack([(h - 0.4) / 2] * 2)
    with np.errstate(all="ignore"):
        return (BIAS - logit(run(student, params, x, p, rng, training=training)[0][:, 0])) / SCALE


def units_left(student, h, rng, p, training):
    """What is left of the units of a hidden layer: by one answer, or by one for each unit with the coins held."""
    positive = 1 + 0.2 * (h % 1)
    weights = BASE ** -np.arange(h.shape[1])
    seed = None if rng is None else int(rng.integers(2**32))

    def read(chosen):
        held = None if seed is None else np.random.default_rng(seed)
        return sums(student, positive, chosen, p, held, training=training)

    total = read(weights)
    for factor in (1 / (1 - p), 1, *([1 / p] if p > 0 else []), 1 - p, 1 / (1 - p) ** 2, (1 - p) ** -0.5, p):
        on, rest = taken_apart(total / factor, positive * weights)
        if (abs(rest) < 0.3 * weights[-1]).all():
            return h * on * factor, None
    alone = np.array([read(unit) for unit in np.eye(h.shape[1])]).T / positive
    alone = np.where(abs(alone) < 1e-9, 0, alone)
    whole = np.isfinite(alone).all() and (alone >= 0).all() and ((alone == 0).any() or np.ptp(alone) < 1e-6)
    expect_that(bool(whole), what="the part of hidden units in the answer",
                observed="neither none nor all of them", expected="none or all, times a factor")  # fmt: skip
    return h * alone, None


def taken_apart(total, terms):
    """Which terms add up to the totals, and what remains; each term is larger than all that follow it."""
    on, rest = np.zeros(terms.shape, bool), total.copy()
    for j in range(terms.shape[1]):
        on[:, j] = rest > (terms[:, j] + terms[:, j + 1 :].sum(axis=1)) / 2
        rest -= on[:, j] * terms[:, j]
    return on, rest


UNITS = Dropout(
    "forward",
    units="hidden units",
    many=(220, 30),
    some=(90, 25),
    few=(47, 23),
    view=units_left,
    sharing={"one_coin_per_sample": (1,)},
    names={0: "samples", 1: "units"},
    returns_pair=False,
)

# Gradients.


def loss(q, y):
    """The mean log loss."""
    return -(y * np.log(q) + (1 - y) * np.log(1 - q)).mean()


def slope(student, params, x, y, p, seed, name, direction):
    """The derivative of the loss along a direction of one array, by a central difference with the coins held."""
    ahead, behind = ({**params, name: params[name] + step * direction} for step in (STEP, -STEP))
    ends = (loss(run(student, each, x, p, np.random.default_rng(seed))[0], y) for each in (ahead, behind))
    return (next(ends) - next(ends)) / (2 * STEP)


def difference(student, params, x, y, p, seed, name):
    """The derivatives of the loss by every entry of one array."""
    entries = np.eye(params[name].size).reshape(-1, *params[name].shape)
    return np.reshape([slope(student, params, x, y, p, seed, name, e) for e in entries], params[name].shape)


def coins_in(params, x, probs, p):
    """The factor on every hidden unit that gives these answers, or None where none does; units at 0 count as kept."""
    h = np.maximum(x @ params["W1"] + params["b1"], 0)
    subsets = np.indices((2,) * HIDDEN).reshape(HIDDEN, -1)
    with np.errstate(all="ignore"):
        wanted = logit(probs) - params["b2"]
    for factor in (1 / (1 - p), 1, 1 / p, 1 - p, 1 / (1 - p) ** 2):
        off = abs((h * params["W2"].T * factor) @ subsets - wanted)
        if (off.min(axis=1) < 1e-9).all():
            return np.where(h > 0, subsets.T[off.argmin(axis=1)] * factor, factor)
    return None


def gradients(params, x, y, factor, p):
    """Names of mistakes, at most two, and the gradients that go with them; the first are right."""
    z1 = x @ params["W1"] + params["b1"]
    h = np.maximum(z1, 0)
    q = sigmoid((h * factor) @ params["W2"] + params["b2"])
    on = factor != 0
    ends = {"": (q - y) / len(y), "sums_over_batch": q - y, "sign_reversed": (y - q) / len(y),
            "squared_error": (q - y) * q * (1 - q) / len(y)}  # fmt: skip
    backs = {"": factor, "gradient_not_masked": np.ones_like(factor), "gradient_not_scaled": on * 1.0,
             "gradient_scaled_twice": factor**2, "gradient_scaled_at_evaluation": factor / (1 - p),
             "gradient_times_keep": on * (1 - p), "gradient_divided_by_p": on / p,
             "gradient_through_dropped": (~on) * factor.max()}  # fmt: skip
    gates = {"": lambda dh: dh * (z1 > 0), "forgets_relu": lambda dh: dh,
             "relu_of_gradient": lambda dh: np.maximum(dh, 0)}  # fmt: skip
    sides = {"": h * factor, "undropped_activations": h}
    totals = {"": np.sum, "bias_gradient_averaged": np.mean}
    for names, (dz2, back, gate, side, total) in choices(ends, backs, gates, sides, totals):
        dz1 = gate(dz2 @ params["W2"].T * back)
        grads = {"W1": x.T @ dz1, "b1": total(dz1, axis=0), "W2": side.T @ dz2, "b2": total(dz2, axis=0)}
        yield names, grads
        if "squared_error" in names:  # without the one half that makes its derivative short
            yield names, {name: 2 * grad for name, grad in grads.items()}
    dz1 = gates[""](ends[""] @ params["W2"].T * factor.max())
    yield frozenset({"gradient_not_masked"}), {"W1": x.T @ dz1, "b1": dz1.sum(axis=0)}


def go_back(student, params, cache, y):
    """One backward call: its gradients by name, in the shapes of the parameters where only axes differ."""
    foreign = first_foreign(cache)
    expected = "arrays, numbers, tuples, lists or dicts of them, or an object of a class in your file"
    expect_that(foreign is None, what="the cache", observed=f"it holds {foreign}", expected=expected)
    grads = student.backward(params, cache, y)
    keys = isinstance(grads, dict) and set(grads) == set(params)
    observed = f"a dict with {', '.join(sorted(map(str, grads)))[:80]}" if isinstance(grads, dict) else grads
    expect_that(keys, what="grads", observed=observed, expected="a dict with W1, W2, b1, b2")
    return {name: fitted(grads[name], params[name]) for name in params}


def fitted(value, like):
    """A gradient in the shape of its parameter, where it holds as many numbers."""
    return value.reshape(like.shape) if isinstance(value, np.ndarray) and value.size == like.size else value


def first_foreign(value):
    """The first thing in a cache that cannot be handed back to the student."""
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list | tuple):
        return next((f for f in map(first_foreign, value) if f is not None), None)
    return value if isinstance(value, Foreign) else None


def close(grads, wanted, names):
    """Whether some of the gradients are as wanted, whatever they are."""
    return all(
        isinstance(grads[n], np.ndarray) and grads[n].shape == wanted[n].shape and grads[n].dtype.kind == "f"
        and np.allclose(grads[n], wanted[n], rtol=RTOL, atol=1e-8) for n in names
    )  # fmt: skip


def expect_derivative(student, rng, names):
    """Expect some of the gradients to be the derivatives of the student's own loss, with the coins held."""
    p, (params, x, y), seed = rate(rng), network(rng), int(rng.integers(2**32))
    probs, cache = run(student, params, x, p, np.random.default_rng(seed))
    grads = go_back(student, params, cache, y)
    learns = "0" in student.last.changed
    factor = coins_in(params, x, probs, p)
    if np.array_equal(probs, run(student, params, x, p, np.random.default_rng(seed))[0]):
        expected = {name: difference(student, params, x, y, p, seed, name) for name in names}
    else:  # coins that do not come from rng cannot be held, but they can be seen in the answers
        expect_that(factor is not None, what="two forward passes with equally seeded generators",
                    observed="different results", expected="the same")  # fmt: skip
        expected = next(gradients(params, x, y, factor, p))[1]
    moves = all(expected[name].any() for name in names)
    expect_that(moves, what="the loss, where parameters change", observed="it stays the same", expected="it changes")
    if close(grads, expected, names):
        return
    again = go_back(student, params, cache, y)
    astray = not learns and not student.last.changed and not all(alike(again[n], grads[n]) for n in names)
    rows = any(isinstance(grads[n], np.ndarray) and grads[n].shape[:1] == (SAMPLES,) for n in names if n[0] == "b")
    known = dict.fromkeys(wrong(grads, params, x, y, factor, p, names), True)
    known |= {"updates_weights": learns, "gradient_with_new_coins": astray, "bias_gradient_not_summed": rows}
    for name in names:
        expect_array(grads[name], expected[name], what=f'grads["{name}"]', mistakes=known, rtol=RTOL)


def alike(a, b):
    """Whether two gradients are the same."""
    return isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and np.array_equal(a, b)


def wrong(grads, params, x, y, factor, p, names):
    """The fewest mistakes with which the right formulas give these gradients."""
    flat = [grads[n] for n in names if isinstance(grads[n], np.ndarray) and grads[n].dtype.kind == "f"]
    if factor is None or len(flat) < len(names):
        return frozenset()
    found = ((made, g) for made, g in gradients(params, x, y, factor, p) if set(names) <= set(g))
    values = ((made, np.concatenate([g[n].ravel() for n in names])) for made, g in found)
    return explained(np.concatenate([g.ravel() for g in flat]), values, rtol=RTOL)


@pytest.mark.points(0.5)
def test_answers(student, rng):
    """forward returns the pair (probs, cache), and probs is (N, 1) and lies between 0 and 1."""
    params, x, _ = network(rng)
    for training in (True, False):
        result = student.forward(params, x, rate(rng), training, rng)
        probs = members(result)[0]
        flat = isinstance(probs, np.ndarray) and probs.shape == (len(x),)
        expect_like(probs, x[:, :1], what="probs", mistakes=["flat_probs"] if flat else [])
        expect_that(inside(probs), what="probs", observed=f"{probs.min():.4g} to {probs.max():.4g}", expected="0 to 1",
                    mistakes=["no_sigmoid"])  # fmt: skip
        expect_that(result[0] is probs, what="what `forward` returns", observed="the cache first, and probs second",
                    expected="the pair (probs, cache)", mistakes=["pair_swapped"])  # fmt: skip


@pytest.mark.points(1.25)
@pytest.mark.needs("test_some_are_dropped")
def test_evaluation(student, rng):
    """At evaluation all hidden units answer, and nothing is scaled."""
    for p in rates(rng):
        expect_evaluated(student, network(rng), p, rng)


def expect_evaluated(student, net, p, rng):
    """Expect the answers of the full network."""
    params, x, _ = net
    probs = run(student, params, x, p, rng, training=False)[0]
    again = attempt(student.forward, params, x, p, False, rng)
    drops = again is not None and not np.array_equal(run(student, params, x, p, rng, training=False)[0], probs)
    z1 = x @ params["W1"] + params["b1"]
    h = np.maximum(z1, 0)

    def answer(hidden):
        return hidden @ params["W2"] + params["b2"]

    expect_array(
        probs,
        sigmoid(answer(h)),
        what=f"probs at evaluation, at p = {p}",
        rtol=2e-6,
        mistakes={
            **dict.fromkeys(["drops_at_evaluation", "modes_swapped", "mode_from_rng"], drops),
            "scales_at_evaluation": sigmoid(answer(h * (1 - p))),
            "divides_at_evaluation": sigmoid(answer(h / (1 - p))),
            "evaluation_times_p": sigmoid(answer(h * p)),
            "no_relu": sigmoid(answer(z1)),
            "relu_on_output": sigmoid(np.maximum(answer(h), 0)),
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation", "test_answers")
def test_evaluation_without_rng(student, rng):
    """Evaluation needs no rng: it may be None."""
    net, p = network(rng), rate(rng)
    what, needs = "forward at evaluation with rng = None", ["needs_rng_at_evaluation"]
    expect_returns(student.forward, *net[:2], p, False, None, what=what, mistakes=needs)
    expect_evaluated(student, net, p, None)


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_place(student, rng):
    """What is dropped are hidden units, after the ReLU: neither inputs, nor weights, nor the output."""
    params = {"W1": np.full((2, 1), 0.5), "b1": np.ones(1), "W2": np.full((1, 1), -0.4), "b2": np.array([BIAS])}
    p = rate(rng, 0.4, 0.45)
    calls = [run(student, params, np.ones((20, 2)), p, rng)[0] for _ in range(12)]
    with np.errstate(all="ignore"):
        parts = ((BIAS - logit(np.hstack(calls))) / 0.8).round(6)  # the unit is 2, times its factor
    values = np.unique(parts)
    partly = bool((values > 0).all() and len(values) > 1)
    kept = [each[each > 0] for each in parts.T]
    several = len(values) < 8 and any(each.size and np.ptp(each) > 1e-6 for each in kept)
    if not partly and not several and (values >= 0).all():
        return
    half = partly and bool(np.isclose(values[0], 0.5))
    each = bool((parts == parts[0]).all())
    words = "never none of it" if partly else "several parts of it" if several else "less than nothing of it"
    expect_that(
        False,
        what="the part of a hidden unit that reaches the output",
        observed=f"{words}: {', '.join(f'{v + 0.0:.4g}' for v in values[:3])} times its value",
        expected="none or all of it, times a factor",
        mistakes={
            "drops_inputs": half and not each,
            "drops_before_bias": half and not each,
            "drops_weights": partly and each,
            "drops_inputs_too": several and not partly,
            "drops_outputs": not partly and bool(np.isclose(values[0], BIAS / 0.8)),
            "missing_parenthesis": bool(np.isclose(values[0], -p / 2, rtol=1e-3)),
        },
    )


@pytest.mark.points(0.25)
@pytest.mark.needs("test_place")
def test_some_are_dropped(student, rng):
    """In training some hidden units are dropped, and others are kept."""
    UNITS.expect_some_dropped(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_drop_rate(student, rng):
    """In training, each hidden unit is dropped with probability p."""
    UNITS.expect_rate(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_scale(student, rng):
    """In training, hidden units that survive are multiplied by 1 / (1 - p)."""
    UNITS.expect_factor(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_own_coins(student, rng):
    """Every hidden unit of every sample has a coin of its own."""
    UNITS.expect_own_coins(student, rng)
    UNITS.expect_every_entry(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_new_coins(student, rng):
    """Every forward pass draws new coins."""
    UNITS.expect_new_coins(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_new_coins", "test_answers")
def test_rng(student, rng):
    """The coins come from rng alone."""
    UNITS.expect_rng_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_answers")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    UNITS.expect_small_rate(student, rng, shape=(240, 30))


@pytest.mark.points(1)
@pytest.mark.essential
def test_output_layer_gradients(student, rng):
    """The gradients of W2 and b2 are derivatives of the loss, with the coins held."""
    expect_derivative(student, rng, ("W2", "b2"))


@pytest.mark.points(1.25)
@pytest.mark.essential
def test_hidden_layer_gradients(student, rng):
    """The gradients of W1 and b1 are derivatives of the loss, with the coins held."""
    expect_derivative(student, rng, ("W1", "b1"))


@pytest.mark.points(1)
@pytest.mark.needs("test_hidden_layer_gradients")
def test_gradients_at_evaluation(student, rng):
    """After a forward pass at evaluation, the gradients flow through all hidden units, unscaled."""
    p, (params, x, y) = rate(rng), network(rng)
    _, cache = run(student, params, x, p, rng, training=False)
    what, needs = "backward after an evaluation", ["gradient_needs_mask"]
    expect_returns(student.backward, params, cache, y, what=what, mistakes=needs)
    grads, full, names = go_back(student, params, cache, y), np.ones((SAMPLES, HIDDEN)), tuple(params)
    expected = next(gradients(params, x, y, full, p))[1]
    if not close(grads, expected, names):
        known = dict.fromkeys(wrong(grads, params, x, y, full, p, names), True)
        for name in names:
            expect_array(grads[name], expected[name], what=f'grads["{name}"]', mistakes=known, rtol=RTOL)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_hidden_layer_gradients")
def test_gradient_shapes(student, rng):
    """Each gradient has the shape of its parameter."""
    params, x, y = network(rng)
    _, cache = run(student, params, x, rate(rng), rng)
    go_back(student, params, cache, y)
    grads = student.last.value
    shapes = {n: g.shape if isinstance(g, np.ndarray) else None for n, g in grads.items()}
    off = [name for name in params if shapes[name] != params[name].shape]
    if off:
        axis = all(shapes[n] == (1, *params[n].shape) and n[0] == "b" for n in off)
        fail(f"the shape of {' and '.join(off)} in grads", observed=" and ".join(str(shapes[n]) for n in off),
             expected=" and ".join(str(params[n].shape) for n in off),
             mistakes=["bias_gradient_keeps_axis"] if axis else [])  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_output_layer_gradients", "test_answers")
def test_inputs_unchanged(student, rng):
    """params, x, y and the cache are left as they were, and backward may be called twice."""
    params, x, y = network(rng)
    _, cache = run(student, params, x, rate(rng), rng)
    changed = [name for place, name in (("0", "params"), ("1", "x")) if place in student.last.changed]
    first = go_back(student, params, cache, y)
    changed += [n for place, n in (("0", "params"), ("1", "the cache"), ("2", "y")) if place in student.last.changed]
    second = go_back(student, params, cache, y)
    expect_that(
        not changed,
        what="what you were given, after the call",
        observed=f"{' and '.join(changed)} changed in place",
        expected="as it was before",
        mistakes={
            "updates_weights": "params" in changed,
            "changes_weights": "params" in changed,
            "changes_cache": "the cache" in changed,
            "changes_input": "x" in changed or "y" in changed,
        },
    )
    same = all(alike(first[n], second[n]) for n in params)
    expect_that(same, what="a second `backward` with the same cache", observed="other gradients",
                expected="the same gradients", mistakes=["gradient_with_new_coins"])  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_evaluation_without_rng", "test_answers")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError in both modes; p = 0 drops nothing."""
    (params, x, _), call = network(rng), student.forward
    run(student, params, x, rate(rng), rng)  # what cannot do this refuses nothing
    for training, mode in ((True, "in training"), (False, "at evaluation")):
        calls = {f"p = {p}": partial(call, params, x, p, training, rng) for p in rates_outside(rng)}
        expect_refused(f"forward {mode}", calls, accepts="takes_any_p")
        what = f"forward with p = 0 {mode}"
        expect_returns(call, params, x, 0.0, training, rng, what=what, mistakes=["refuses_zero"])
