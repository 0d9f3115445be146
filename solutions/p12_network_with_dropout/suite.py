"""The hidden suite of the network with dropout. Equal generators hold the coins, and then all is exact."""

import itertools

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    enough_coins,
    expect_array,
    expect_axes,
    expect_coins,
    expect_counts_vary,
    expect_different,
    expect_global_state_untouched,
    expect_like,
    expect_pair,
    expect_raises,
    expect_reproducible,
    expect_returns,
    expect_scale,
    expect_that,
    fits,
    own_coins,
)
from dropgrade.sandbox.wire import Foreign

P = 0.3
KEEP = 1 - P
INPUTS, HIDDEN, SAMPLES = 3, 8, 10
STEP = 1e-5  # of the finite differences


# The network, and calls of the student's.


def sigmoid(z):
    """The probability that a logit stands for."""
    return 1 / (1 + np.exp(-z))


def logit(q):
    """The logit of a probability, exact for small ones."""
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


def run(student, params, x, rng, *, training=True, p=P):
    """One forward call: its two members, checked for their form."""
    probs, cache = expect_pair(student.forward(params, x, p, training, rng), ("probs", "cache"))
    flat = ["flat_probs"] if isinstance(probs, np.ndarray) and probs.shape == (len(x),) else []
    expect_like(probs, x[:, :1], what="probs", mistakes=flat)
    inside = bool((probs >= 0).all() and (probs <= 1).all())
    expect_that(inside, what="probs", observed=f"{probs.min():.4g} to {probs.max():.4g}", expected="0 to 1",
                mistakes=["no_sigmoid"])  # fmt: skip
    return probs, cache


def held(student, params, x, seed, *, training=True):
    """The answers under coins that are the same for every call with this seed."""
    return run(student, params, x, np.random.default_rng(seed), training=training)[0]


def factors(student, shape, seed, *, training=True):
    """What each hidden unit of each sample is multiplied by, under held coins: 0 where it is dropped.

    Every unit is 2. Where all survivors have one factor, weights that are powers of two tell all coins at once.
    """
    hidden = shape[1]

    def read(weights):
        params = {
            "W1": np.full((2, hidden), 0.5),
            "b1": np.ones(hidden),
            "W2": -weights[:, None],
            "b2": np.array([-0.25]),
        }
        probs = held(student, params, np.ones((shape[0], 2)), seed, training=training)
        values = (logit(probs) + 0.25) / -2
        return np.where(abs(values) < 1e-9, 0.0, values)

    units = np.eye(hidden)
    factor = next((v.max() for v in map(read, units) if (v > 0).any()), 1.0)
    sums = read(0.5 ** np.arange(hidden)) / factor * 2.0 ** (hidden - 1)
    whole = np.rint(sums)
    if (abs(sums - whole) < 1e-3).all() and (whole >= 0).all() and (whole < 2**hidden).all():
        coins = whole.astype(int) >> np.arange(hidden)[::-1] & 1
        return coins * factor
    return np.hstack([read(unit) for unit in units])


def draw(student, rng, shape=(200, 20)):
    """Factors under fresh coins."""
    return factors(student, shape, int(rng.integers(2**32)))


def survivors(found):
    """Which units survive; what follows from them needs some that do and some that do not."""
    on = found != 0
    some = on.any() and not on.all()
    observed = "every one" if on.all() else "none"
    expect_that(some, what="the hidden units that survive", observed=observed, expected="some of them")
    return on


def misplaced(found):
    """Where the coins fell, if not on hidden units: names, of which at most one is true."""
    nothing_zero, shared = bool((found != 0).all()), bool((found == found[:, :1]).all())
    no_input = np.isclose(found, 0.5).any()  # z1 is b1 alone
    no_logit = np.isclose(found, -0.125)  # z2 is 0, without b2
    return {
        "drops_inputs": bool(nothing_zero and no_input and shared),
        "drops_before_bias": bool(nothing_zero and no_input and not shared),
        "drops_output": bool(no_logit.any() and not no_logit.all()),
    }


# The gradients, and what mistakes would make of them.


def loss(q, y):
    """The mean log loss."""
    return -(y * np.log(q) + (1 - y) * np.log(1 - q)).mean()


def slope(student, params, x, y, seed, name, direction):
    """The derivative of the loss along a direction of one array, by a central difference with the coins held."""
    ahead, behind = ({**params, name: params[name] + step * direction} for step in (STEP, -STEP))
    return (loss(held(student, ahead, x, seed), y) - loss(held(student, behind, x, seed), y)) / (2 * STEP)


def difference(student, params, x, y, seed, name):
    """The derivatives of the loss by every entry of one array."""
    entries = np.eye(params[name].size).reshape(-1, *params[name].shape)
    return np.array([slope(student, params, x, y, seed, name, e) for e in entries]).reshape(params[name].shape)


def agrees(student, params, x, y, seed, name, gradient):
    """Whether a gradient gives the derivative along a direction that no wrong one would give by chance."""
    direction = np.random.default_rng(seed).uniform(0.5, 1, params[name].shape)
    right = isinstance(gradient, np.ndarray) and gradient.shape == direction.shape and gradient.dtype.kind == "f"
    return right and np.isclose((gradient * direction).sum(), slope(student, params, x, y, seed, name, direction),
                                rtol=1e-5, atol=1e-8)  # fmt: skip


def readings(params, x, y, factor):
    """Names and the gradients that go with them, the fewest names first and at most two."""
    z1 = x @ params["W1"] + params["b1"]
    h = np.maximum(z1, 0)
    q = sigmoid((h * factor) @ params["W2"] + params["b2"])
    ends = {"": (q - y) / len(y), "sums_over_batch": q - y, "sign_reversed": (y - q) / len(y),
            "squared_error": (q - y) * q * (1 - q) / len(y)}  # fmt: skip
    backs = {"": factor, "gradient_not_masked": 1.0, "gradient_not_scaled": (factor != 0) * 1.0,
             "gradient_scaled_twice": factor**2, "gradient_scaled_at_evaluation": factor / KEEP}  # fmt: skip
    gates = {"": lambda dh: dh * (z1 > 0), "forgets_relu": lambda dh: dh,
             "relu_of_gradient": lambda dh: np.maximum(dh, 0)}  # fmt: skip
    sides = {"": h * factor, "undropped_activations": h}
    sums = {"": np.sum, "bias_gradient_averaged": np.mean}
    choices = [[name for name in choice if name] for choice in itertools.product(ends, backs, gates, sides, sums)]
    for names in sorted((c for c in choices if len(c) <= 2), key=len):
        end, back, gate, side, total = (
            next((n for n in names if n in t), "") for t in (ends, backs, gates, sides, sums)
        )
        dz2 = ends[end]
        dz1 = gates[gate](dz2 @ params["W2"].T * backs[back])
        yield names, {"W1": x.T @ dz1, "b1": sums[total](dz1, axis=0), "W2": sides[side].T @ dz2,
                      "b2": sums[total](dz2, axis=0)}  # fmt: skip


def close(observed, expected):
    """Whether a value, whatever it is, is the array expected, as exactly as differences tell."""
    right = isinstance(observed, np.ndarray) and observed.shape == expected.shape and observed.dtype.kind == "f"
    return right and bool(np.allclose(observed, expected, rtol=1e-5, atol=1e-8))


def named(grads, known, names):
    """The fewest mistakes that explain some of the arrays."""
    for mistakes, values in known:
        if all(close(grads[name], values[name]) for name in names):
            return mistakes
    return []


def go_back(student, params, cache, y, **mistakes):
    """One backward call: its gradients, checked for their form."""
    foreign = first_foreign(cache)
    expected = "arrays, numbers, tuples, lists or dicts of them, or an object of a class in your file"
    expect_that(foreign is None, what="the cache", observed=f"it holds {foreign}", expected=expected)
    grads = expect_returns(student.backward, params, cache, y, what="`backward`", mistakes=mistakes)
    keys = isinstance(grads, dict) and set(grads) == set(params)
    observed = f"a dict with {', '.join(sorted(map(str, grads)))[:80]}" if isinstance(grads, dict) else grads
    expect_that(keys, what="grads", observed=observed, expected="a dict with W1, W2, b1, b2")
    return grads


def first_foreign(value):
    """The first thing in a cache that cannot be handed back to the student."""
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list | tuple):
        return next((f for f in map(first_foreign, value) if f is not None), None)
    return value if isinstance(value, Foreign) else None


def expect_derivative(student, rng, names):
    """Expect some of the gradients to be the finite differences of the student's own loss."""
    params, x, y = network(rng)
    seed = int(rng.integers(2**32))
    probs, cache = run(student, params, x, np.random.default_rng(seed))
    same = np.array_equal(probs, held(student, params, x, seed))
    expect_that(same, what="two forward passes with equally seeded generators", observed="different results",
                expected="the same, so that coins can be held", mistakes=["ignores_rng"])  # fmt: skip
    grads = go_back(student, params, cache, y)
    learns = "0" in student.last.changed
    slopes = [abs(slope(student, params, x, y, seed, name, np.ones_like(params[name]))) for name in names]
    expect_that(min(slopes) > 0, what="the loss, where parameters change", observed="it stays the same",
                expected="it changes too")  # fmt: skip
    if all(agrees(student, params, x, y, seed, name, grads[name]) for name in names):
        return
    expected = {name: difference(student, params, x, y, seed, name) for name in names}
    mistakes = named(grads, readings(params, x, y, factors(student, (SAMPLES, HIDDEN), seed)), names)
    astray = not all(close(go_back(student, params, cache, y)[name], grads[name]) for name in names)
    unsummed = any(isinstance(grads[b], np.ndarray) and grads[b].shape[:1] == (SAMPLES,) for b in names if b[0] == "b")
    known = {
        **dict.fromkeys(mistakes, True),
        "updates_weights": learns,
        "gradient_with_new_coins": astray and not mistakes and not learns and not student.last.changed,
        "bias_gradient_not_summed": unsummed,
    }
    for name in names:
        expect_array(grads[name], expected[name], what=f'grads["{name}"]', mistakes=known, rtol=1e-5)


@pytest.mark.points(1.5)
def test_evaluation(student, rng):
    """At evaluation all hidden units answer, and nothing is scaled."""
    params, x, _ = network(rng)
    probs, _ = run(student, params, x, rng, training=False)
    z1 = x @ params["W1"] + params["b1"]
    h = np.maximum(z1, 0)

    def answer(hidden):
        return hidden @ params["W2"] + params["b2"]

    random = not np.array_equal(probs, attempt_again(student, params, x))
    swapped = random and np.array_equal(held(student, params, x, 1), held(student, params, x, 2))
    expect_array(
        probs,
        sigmoid(answer(h)),
        what="probs at evaluation",
        mistakes={
            "drops_at_evaluation": random and not swapped,
            "modes_swapped": swapped,
            "scales_at_evaluation": sigmoid(answer(h * KEEP)),
            "divides_at_evaluation": sigmoid(answer(h / KEEP)),
            "no_relu": sigmoid(answer(z1)),
            "relu_on_output": sigmoid(np.maximum(answer(h), 0)),
        },
    )
    what = "forward at evaluation with rng = None"
    expect_returns(student.forward, params, x, P, False, None, what=what, mistakes=["needs_rng_at_evaluation"])


def attempt_again(student, params, x):
    """The answers of a second evaluation."""
    result = attempt(student.forward, params, x, P, False, np.random.default_rng(0))
    return result[0] if isinstance(result, tuple) and result else None


@pytest.mark.points(1)
def test_drop_rate(student, rng):
    """In training, each hidden unit is dropped with probability p."""
    found = draw(student, rng)
    astray = misplaced(found)
    swapped = (found == 1).all() and (factors(student, (5, 20), 0, training=False) == 0).any()
    undone = (found != 0).any() and np.isclose(found.max(), 1 / KEEP)  # reversed coins, the right factor
    expect_that(not any(astray.values()), what="what the coins decide about", observed="something else",
                expected="the hidden units, after the ReLU", mistakes=astray)  # fmt: skip

    def again():
        return draw(student, rng) != 0

    expect_coins(
        enough_coins(found != 0, again, enough=1000, most=16),
        KEEP,
        what="the share of hidden units that is kept",
        mistakes={
            "keeps_with_p": None if undone else P,
            "reversed_comparison": P if undone else None,
            "normal_for_uniform": 0.3820886,  # P(a normal draw >= 0.3)
            "coin_ignores_p": 0.5,
            "drops_nothing": None if swapped or (found < 0).any() else 1.0,
            "modes_swapped": swapped,
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_scale(student, rng):
    """In training, hidden units that survive are multiplied by 1 / (1 - p)."""
    found = draw(student, rng)
    on = survivors(found)
    heads = own_coins(on)
    flipped = fits(heads.sum(), heads.size, P)
    expect_scale(
        found,
        np.ones_like(found),
        1 / KEEP,
        what="the factor on the hidden units that survive",
        mistakes={
            "no_scaling": 1.0,
            "multiplies_by_keep": KEEP,
            "divides_by_p": None if flipped else 1 / P,
            "keeps_with_p": 1 / P if flipped else None,
            "scales_twice": 1 / KEEP**2,
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_own_coins(student, rng):
    """Every hidden unit of every sample has a coin of its own."""
    on = survivors(draw(student, rng))
    what = "the axes of (sample, unit) along which one coin is shared"
    expect_axes(on, (), what=what, mistakes={"one_mask_for_batch": [0], "one_coin_per_sample": [1]})
    expect_counts_vary(on.sum(axis=1), what="the survivors of a sample", mistakes=["exact_fraction_per_sample"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Every forward pass throws new coins, and throws them with rng alone."""
    params, x, _ = network(rng)
    x = np.tile(x, (20, 1))

    def call(r):
        return run(student, params, x, r)[0]

    frozen = ["frozen_mask"] if (draw(student, rng, (5, 20)) == 0).any() else []
    expect_different(call(rng), call(rng), what="two forward passes in a row", mistakes=frozen)
    expect_reproducible(call, mistakes=["ignores_rng"], frozen=frozen)
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(1.5)
def test_output_layer_gradients(student, rng):
    """The gradients of W2 and b2 are derivatives of the loss, with the coins held."""
    expect_derivative(student, rng, ("W2", "b2"))


@pytest.mark.points(2)
def test_hidden_layer_gradients(student, rng):
    """The gradients of W1 and b1 are derivatives of the loss, with the coins held."""
    expect_derivative(student, rng, ("W1", "b1"))


@pytest.mark.points(1)
@pytest.mark.needs("test_hidden_layer_gradients")
def test_gradients_at_evaluation(student, rng):
    """After a forward pass at evaluation, the gradients flow through all hidden units, unscaled."""
    params, x, y = network(rng)
    _, cache = run(student, params, x, rng, training=False)
    grads = go_back(student, params, cache, y, fails_without_mask="NoneType")
    known = readings(params, x, y, factors(student, (SAMPLES, HIDDEN), 0, training=False))
    expected, names = next(known)[1], tuple(params)
    if all(close(grads[name], expected[name]) for name in names):
        return
    mistakes = dict.fromkeys(named(grads, known, names), True)
    for name in names:
        expect_array(grads[name], expected[name], what=f'grads["{name}"]', mistakes=mistakes, rtol=1e-5)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_output_layer_gradients")
def test_inputs_unchanged(student, rng):
    """params, x, y and the cache are left as they were, and backward may be called twice."""
    params, x, y = network(rng)
    _, cache = run(student, params, x, rng)
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
            "changes_cache": "the cache" in changed,
            "changes_input": "x" in changed,
        },
    )
    expect_that(
        all(close(second[name], first[name]) for name in params),
        what="a second `backward` with the same cache",
        observed="other gradients",
        expected="the same gradients",
        mistakes={"gradient_with_new_coins": bool(student.last.globals)},
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError in both modes; p = 0 does not."""
    params, x, _ = network(rng)
    for training in (True, False):
        for p in (1.0, -0.1, 1.5):
            what = f"forward with p = {p} and training = {training}"
            takes = ["takes_any_p"]
            expect_raises("ValueError", student.forward, params, x, p, training, rng, what=what, mistakes=takes)
        what = f"forward with p = 0 and training = {training}"
        expect_returns(student.forward, params, x, 0.0, training, rng, what=what, mistakes=["refuses_zero"])
