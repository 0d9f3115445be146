"""The hidden suite of weight decay: every value is exact. Adam is judged at decay = 0, and the decay apart from it."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from dropgrade.checks import expect_array, expect_like, expect_pair, expect_that, expect_unchanged

LR, DECAY = 0.07, 0.3
EXACT = 1e-9
BETA1, BETA2, EPS = 0.9, 0.999, 1e-8
SHAPE = (4, 5)
ROUGH = 1e-6  # so exact that eps beside an ordinary gradient makes no difference: it has a check of its own
STEP = 3  # the number of steps so far, where it is not the start


def weights(rng, shape=SHAPE, dtype=float):
    """Weights of both signs, and their gradients."""
    w, grad = (rng.choice([-1, 1], shape) * rng.uniform(0.3, 2, shape) for _ in range(2))
    return w.astype(dtype), grad.astype(dtype)


def start(w):
    """The state before the first step."""
    return 0, np.zeros_like(w), np.zeros_like(w)


def underway(rng, shape=SHAPE):
    """A state after some steps, whose m tells nothing of its v."""
    return STEP, rng.uniform(-0.5, 0.5, shape), rng.uniform(0.001, 0.01, shape)


def adamw(student, w, grad, state, decay=0.0):
    """One step: new weights, t, m and v, all checked for their form; in which order they came, one check asks."""
    pair = expect_pair(student.adamw_step(w, grad, state, LR, decay), ("w", "state"), mistakes=["returns_w_alone"])
    new, after = reversed(pair) if isinstance(pair[0], tuple) else pair
    right = isinstance(after, tuple | list) and len(after) == 3
    expect_that(right, what="the new state", observed=after, expected="a tuple (t, m, v)")
    for name, value in (("the new w", new), ("m", after[1]), ("v", after[2])):
        expect_that(
            isinstance(value, np.ndarray) and value.shape == w.shape,
            what=name,
            observed=value,
            expected=f"an array of shape {w.shape}",
        )
    return SimpleNamespace(w=new, t=after[0], m=after[1], v=after[2], swapped=isinstance(pair[0], tuple))


# What each mistake, and each two of them, would give: the names and the value.

STEPS = {
    "": lambda step: -step,
    "goes_uphill": lambda step: step,
}
DECAYS = {
    "": lambda w, moved: -LR * DECAY * w,
    "no_decay": lambda w, moved: 0 * w,
    "decay_without_lr": lambda w, moved: -DECAY * w,
    "doubles_decay": lambda w, moved: -2 * LR * DECAY * w,
    "halves_decay": lambda w, moved: -LR * DECAY * w / 2,
    "grows_weights": lambda w, moved: LR * DECAY * w,
    "decay_after_step": lambda w, moved: -LR * DECAY * moved,
    "l1_penalty": lambda w, moved: -LR * DECAY * np.sign(w),
    "decays_by_square": lambda w, moved: -LR * DECAY * w**2,
    "adds_penalty_itself": lambda w, moved: np.full_like(w, -LR * DECAY / 2 * (w**2).sum()),
    "decays_gradient": None,  # it hangs on the gradient, and has a line of its own
}
MOMENTS = {
    "": lambda m, v, g: (BETA1 * m + (1 - BETA1) * g, BETA2 * v + (1 - BETA2) * g**2),
    "betas_swapped": lambda m, v, g: (BETA2 * m + (1 - BETA2) * g, BETA1 * v + (1 - BETA1) * g**2),
    "accumulates": lambda m, v, g: (BETA1 * m + g, BETA2 * v + g**2),
    "weights_new_with_beta": lambda m, v, g: ((1 - BETA1) * m + BETA1 * g, (1 - BETA2) * v + BETA2 * g**2),
    "squares_the_average": lambda m, v, g: (
        BETA1 * m + (1 - BETA1) * g,
        BETA2 * v + (1 - BETA2) * (BETA1 * m + (1 - BETA1) * g) ** 2,
    ),
    "absolute_for_square": lambda m, v, g: (BETA1 * m + (1 - BETA1) * g, BETA2 * v + (1 - BETA2) * abs(g)),
}
CORRECTIONS = {
    "": lambda t, beta1, beta2: (1 - beta1**t, 1 - beta2**t),
    "no_bias_correction": lambda t, beta1, beta2: (1, 1),
    "corrects_m_only": lambda t, beta1, beta2: (1 - beta1**t, 1),
    "corrects_with_old_t": lambda t, beta1, beta2: (1 - beta1 ** (t - 1), 1 - beta2 ** (t - 1)),
    "multiplies_by_correction": lambda t, beta1, beta2: (1 / (1 - beta1**t), 1 / (1 - beta2**t)),
}
QUOTIENTS = {
    "": lambda m, v, g: m / (np.sqrt(v) + EPS),
    "no_root": lambda m, v, g: m / (v + EPS),
    "eps_inside_root": lambda m, v, g: m / np.sqrt(v + EPS),
    "no_eps": lambda m, v, g: m / np.sqrt(v),
    "gradient_for_average": lambda m, v, g: g / (np.sqrt(v) + EPS),
    "one_scale_for_all": lambda m, v, g: m / (np.sqrt(v.mean()) + EPS),
}


def moves(grad, state, table=STEPS):
    """Names, and by how much Adam would move the weights; those of two mistakes at most."""
    t, m, v = state
    for names in itertools.product(MOMENTS, CORRECTIONS, QUOTIENTS, table):
        if sum(map(bool, names)) > 2:
            continue
        moment, correction, quotient, sign = names
        betas = (BETA2, BETA1) if moment == "betas_swapped" else (BETA1, BETA2)
        with np.errstate(all="ignore"):
            new_m, new_v = MOMENTS[moment](m, v, grad)
            by_m, by_v = CORRECTIONS[correction](t + 1, *betas)
            step = QUOTIENTS[quotient](new_m / by_m, new_v / by_v, grad)
        yield set(filter(None, names)), LR * table[sign](step)


def named(observed, readings):
    """The fewest names that explain what was observed, where no others explain it as well."""
    agreeing = [names for names, value in readings if np.allclose(observed, value, ROUGH, 1e-12, equal_nan=True)]
    fewest = min(agreeing, key=len, default=set())
    return fewest if all(names == fewest for names in agreeing if len(names) == len(fewest)) else set()


def expect_move(observed, w, right, readings, *, what, rtol=None):
    """Expect weights that moved by `right`, where the readings explain others."""
    fits = isinstance(observed, np.ndarray) and observed.shape == w.shape
    names = named(observed - w, readings) if fits and not np.allclose(observed, w + right, rtol or EXACT) else ()
    expect_array(observed, w + right, what=what, mistakes=dict.fromkeys(names, True), rtol=rtol)


@pytest.mark.points(2.5)
def test_sgd(student, rng):
    """Gradient descent with an L2 penalty: w - lr * (grad + decay * w)."""
    w, grad = weights(rng)
    readings = [
        ({*filter(None, (sign, decay))}, LR * step(grad) + shrink(w, w + LR * step(grad)))
        for (sign, step), (decay, shrink) in itertools.product(STEPS.items(), DECAYS.items())
        if shrink
    ]
    readings.append(({"decays_gradient"}, -LR * (grad + DECAY * grad)))
    right = -LR * (grad + DECAY * w)
    expect_move(student.sgd_l2_step(w, grad, LR, DECAY), w, right, readings, what="the new w of gradient descent")


@pytest.mark.points(1.5)
def test_state(student, rng):
    """A step of AdamW counts t, and takes the gradient and its square into the averages m and v."""
    (w, grad), state = weights(rng), underway(rng)
    t, m, v = state
    after = adamw(student, w, grad, state)
    expect_that(not after.swapped, what="what adamw_step returns", observed="(state, w)", expected="(w, state)",
                mistakes=["pair_swapped"])  # fmt: skip
    right_m, right_v = MOMENTS[""](m, v, grad)
    corrected = np.allclose(after.m, right_m / (1 - BETA1 ** (t + 1)))
    corrected &= np.allclose(after.v, right_v / (1 - BETA2 ** (t + 1)))
    for name, value, right, which in (("m", after.m, right_m, 0), ("v", after.v, right_v, 1)):
        known = {other: moment(m, v, grad)[which] for other, moment in MOMENTS.items() if other}
        expect_array(value, right, what=f"the new {name}", mistakes={**known, "stores_corrected": corrected})
    counted = isinstance(after.t, int | float | np.integer | np.floating) and after.t == t + 1
    expect_that(counted, what=f"the new t, where it was {t}", observed=after.t, expected=str(t + 1),
                mistakes={"never_counts": after.t == t})  # fmt: skip


@pytest.mark.points(1)
def test_first_step(student, rng):
    """At the start m and v are corrected, so that Adam moves each weight by lr: at decay = 0."""
    w, grad = weights(rng)
    new = adamw(student, w, grad, start(w)).w
    what = "the new w after the first step"
    expect_move(new, w, -LR * np.sign(grad), moves(grad, start(w)), what=what, rtol=ROUGH)


@pytest.mark.points(1.5)
def test_later_step(student, rng):
    """Later, too, Adam moves the weights by lr * m_hat / (sqrt(v_hat) + eps): at decay = 0."""
    (w, grad), state = weights(rng), underway(rng)
    readings = moves(grad, state)
    new = adamw(student, w, grad, state).w
    expect_move(new, w, next(readings)[1], readings, what=f"the new w of step {STEP + 1}", rtol=ROUGH)


@pytest.mark.points(2)
def test_decoupled(student, rng):
    """AdamW takes lr * decay * w away from the weights, past m and v: gradients make no difference."""
    (w, grad), state = weights(rng), underway(rng)
    grad *= 10.0 ** rng.integers(-2, 3, SHAPE)
    plain, after = adamw(student, w, grad, state), adamw(student, w, grad, state, DECAY)
    same = np.array_equal(plain.m, after.m) and np.array_equal(plain.v, after.v)
    m, v = MOMENTS[""](*state[1:], grad)
    m_hat, v_hat = m / (1 - BETA1 ** (STEP + 1)), v / (1 - BETA2 ** (STEP + 1))
    readings = [({name} - {""}, shrink(w, plain.w)) for name, shrink in DECAYS.items() if shrink]
    readings += [
        ({"decay_divided_too"}, -LR * DECAY * w / (np.sqrt(v_hat) + EPS)),
        ({"decays_gradient"}, -LR * DECAY * m_hat / (np.sqrt(v_hat) + EPS)),
    ]
    expect_that(
        same,
        what="m and v after a step with decay",
        observed="other than without decay",
        expected="the same",
        mistakes=["coupled_decay"],
    )
    expect_array(
        after.w - plain.w,
        -LR * DECAY * w,
        what="what the decay adds to the new w",
        mistakes=dict.fromkeys(named(after.w - plain.w, readings), True),
    )


@pytest.mark.points(0.5)
def test_tiny_gradients(student, rng):
    """eps stands beside the root: a gradient of zero moves nothing, and one of eps moves half of lr."""
    w, _ = weights(rng)
    grad = EPS * np.arange(-8, 12).reshape(SHAPE) / 4  # zero is one of them
    new = adamw(student, w, grad, start(w)).w
    readings = moves(grad, start(w))
    what = "the new w after gradients of the size of eps"
    expect_move(new, w, -LR * grad / (abs(grad) + EPS), readings, what=what)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_state")
def test_shapes_and_dtypes(student, rng):
    """Arrays may have any shape, and float32 stays float32."""
    for shape in ((3,), (2, 3, 4)):
        w, grad = weights(rng, shape, np.float32)
        _, *averages = underway(rng, shape)
        state = (STEP, *(a.astype(np.float32) for a in averages))
        after = adamw(student, w, grad, state, DECAY)
        parts = {"of gradient descent": student.sgd_l2_step(w, grad, LR, DECAY), "of AdamW": after.w}
        for name, value in parts.items():
            expect_like(value, w, what=f"the new w {name}", dtype_mistakes=["float64_out"])
        for name, value in (("m", after.m), ("v", after.v)):
            expect_like(value, w, what=f"the new {name}", dtype_mistakes=["float64_out"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_state")
def test_inputs_unchanged(student, rng):
    """w, grad, and m and v within state are left as they were."""
    (w, grad), state = weights(rng), underway(rng)
    student.sgd_l2_step(w.copy(), grad, LR, DECAY)
    expect_unchanged(student, what="w or grad of gradient descent", mistakes=["changes_weights"])
    adamw(student, w, grad, state, DECAY)
    in_state = {"2", "state"}.intersection(student.last.changed)
    in_weights = set(student.last.changed) - in_state
    parts = ["w or grad"] * bool(in_weights) + ["m or v"] * bool(in_state)
    expect_that(
        not parts,
        what="what adamw_step was given, after the call",
        observed=" and ".join(parts) + " changed in place",
        expected="as it was before",
        mistakes={"changes_state": bool(in_state), "changes_weights": bool(in_weights)},
    )
