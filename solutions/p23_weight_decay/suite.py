"""The hidden suite of weight decay: every value is exact. Adam is judged without decay, and the decay apart from it."""

from types import SimpleNamespace

import numpy as np
import pytest

from dropgrade.checks import expect_like, expect_pair, expect_that
from dropgrade.checks.readings import choices, expect_explained

BETA1, BETA2, EPS = 0.9, 0.999, 1e-8
CLOSE = 1e-4  # a tolerance that neither eps nor single precision reaches beside an ordinary gradient
SMALL = 1e-5  # a learning rate at which it makes no difference whether the step or the decay comes first
SEEN = 1e-3  # and the tolerance that goes with it


def case(rng, shape=(4, 5), dtype=float):
    """One step's arguments: weights and gradients of both signs, and a state whose m tells nothing of its v."""
    w, grad = (rng.choice([-1, 1], shape) * rng.uniform(0.3, 2, shape) for _ in range(2))
    m, v = rng.uniform(-0.5, 0.5, shape), rng.uniform(0.001, 0.01, shape)
    w, grad, m, v = (a.astype(dtype) for a in (w, grad, m, v))
    state = int(rng.integers(3, 9)), m, v
    return SimpleNamespace(w=w, grad=grad, state=state, lr=rng.uniform(0.04, 0.09), decay=rng.uniform(0.2, 0.4))


def at_the_start(c):
    """The state before the first step."""
    c.state = 0, np.zeros_like(c.w), np.zeros_like(c.w)
    return c


def adamw(student, c, decay):
    """What one step of AdamW gives, in whichever order; two checks judge how it is packed."""
    result = student.adamw_step(c.w, c.grad, c.state, c.lr, decay)
    pair, packing = tuple(result) if isinstance(result, list) else result, "(w, state)"
    if isinstance(pair, tuple) and len(pair) == 4:
        pair, packing = (pair[0], pair[1:]), "(w, t, m, v)"
    elif isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], tuple | list):
        pair, packing = pair[::-1], "(state, w)"
    w, state = expect_pair(pair, ("w", "state"), mistakes=["returns_w_alone"] if isinstance(pair, np.ndarray) else [])
    whole = isinstance(state, tuple | list) and len(state) == 3
    expect_that(whole, what="the new state", observed=state, expected="a tuple (t, m, v)")
    for name, value in (("the new w", w), ("m", state[1]), ("v", state[2])):
        fits = isinstance(value, np.ndarray) and value.shape == c.w.shape and value.dtype.kind == "f"
        expect_that(fits, what=name, observed=value, expected=f"an array of shape {c.w.shape} that holds floats")
    return SimpleNamespace(w=w, state=state, t=state[0], m=state[1], v=state[2], packing=packing)


# What each mistake would give; the right entry has no name.

DECAYS = {  # what the decay takes from w, divided by lr, where `step` is what the gradient takes, divided by lr
    "": lambda c, step: c.decay * c.w,
    "no_decay": lambda c, step: 0 * c.w,
    "decay_without_lr": lambda c, step: c.decay * c.w / c.lr,
    "missing_parenthesis": lambda c, step: -c.decay * c.w / c.lr,
    "doubles_decay": lambda c, step: 2 * c.decay * c.w,
    "halves_decay": lambda c, step: c.decay * c.w / 2,
    "grows_weights": lambda c, step: -c.decay * c.w,
    "decay_after_step": lambda c, step: c.decay * (c.w - c.lr * step),
    "l1_penalty": lambda c, step: c.decay * np.sign(c.w),
    "decays_by_square": lambda c, step: c.decay * c.w**2,
    "adds_penalty_itself": lambda c, step: np.full_like(c.w, c.decay / 2 * (c.w**2).sum()),
    "decays_gradient": lambda c, step: c.decay * step,
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
    "forgets_square": lambda m, v, g: (BETA1 * m + (1 - BETA1) * g, BETA2 * v + (1 - BETA2) * g),
}
CORRECTIONS = {
    "": lambda t, beta1, beta2: (1 - beta1**t, 1 - beta2**t),
    "no_bias_correction": lambda t, beta1, beta2: (1, 1),
    "corrects_m_only": lambda t, beta1, beta2: (1 - beta1**t, 1),
    "corrects_with_old_t": lambda t, beta1, beta2: (1 - beta1 ** (t - 1), 1 - beta2 ** (t - 1)),
    "multiplies_by_correction": lambda t, beta1, beta2: (1 / (1 - beta1**t), 1 / (1 - beta2**t)),
    "times_t_for_power": lambda t, beta1, beta2: (1 - beta1 * t, 1 - beta2 * t),
}
QUOTIENTS = {
    "": lambda m, v, g, by_v: m / (np.sqrt(v) + EPS),
    "no_root": lambda m, v, g, by_v: m / (v + EPS),
    "eps_inside_root": lambda m, v, g, by_v: m / np.sqrt(v + EPS),
    "eps_before_correction": lambda m, v, g, by_v: m / (np.sqrt(v) + EPS / np.sqrt(by_v)),
    "no_eps": lambda m, v, g, by_v: m / np.sqrt(v),
    "gradient_for_average": lambda m, v, g, by_v: g / (np.sqrt(v) + EPS),
    "one_scale_for_all": lambda m, v, g, by_v: m / (np.sqrt(v.mean()) + EPS),
}
DIRECTIONS = {"": 1, "goes_uphill": -1}


def new_weights(c):
    """Names, and the w that a step of AdamW without decay would give: first the right one."""
    t, m, v = c.state
    for names, (moments, corrections, quotient, sign) in choices(MOMENTS, CORRECTIONS, QUOTIENTS, DIRECTIONS):
        new_m, new_v = moments(m, v, c.grad)
        betas = (BETA2, BETA1) if "betas_swapped" in names else (BETA1, BETA2)
        by_m, by_v = map(np.float64, corrections(t + 1, *betas))
        yield names, c.w - sign * c.lr * quotient(new_m / by_m, new_v / by_v, c.grad, by_v)


def descents(c):
    """Names, and what gradient descent would take from w, divided by lr."""
    for names, (sign, decay) in choices(DIRECTIONS, DECAYS):
        yield names, sign * c.grad + decay(c, sign * c.grad)
    yield frozenset(["goes_uphill"]), -c.grad - c.decay * c.w


def decays(c, step):
    """Names, and what the decay would take from w in AdamW, divided by lr."""
    yield from ((names, decay(c, step)) for names, (decay,) in choices(DECAYS))
    t, v = c.state[0] + 1, MOMENTS[""](*c.state[1:], c.grad)[1]
    yield frozenset(["decay_divided_too"]), c.decay * c.w / (np.sqrt(v / (1 - BETA2**t)) + EPS)


def is_wide(value):
    """Whether an array is in double precision."""
    return isinstance(value, np.ndarray) and value.dtype == np.float64


def expect_step(student, c, *, what):
    """Expect the new w of a step of AdamW without decay."""
    observed, (_, right) = adamw(student, c, 0.0).w, next(new_weights(c))
    still = np.array_equal(observed, c.w)  # weights that never move show no mistake in how far they do
    expect_explained(observed, right, lambda: [] if still else new_weights(c), what=what, rtol=CLOSE)


def expect_descent(student, c):
    """Expect what gradient descent takes from w."""
    new = expect_like(student.sgd_l2_step(c.w, c.grad, c.lr, c.decay), c.w, what="the new w of gradient descent")
    what = f"(w - new w) / lr of gradient descent, at lr = {c.lr:.3g}"
    expect_explained((c.w - new) / c.lr, c.grad + c.decay * c.w, lambda: descents(c), what=what, rtol=SEEN)


def expect_decay(student, c):
    """Expect what the decay takes from w in AdamW: the difference between a step with it and one without."""
    plain, after = adamw(student, c, 0.0), adamw(student, c, c.decay)
    same, share = np.array_equal(plain.m, after.m) and np.array_equal(plain.v, after.v), (after.m - plain.m) / c.w
    coupled = bool(np.allclose(share, share.flat[0], SEEN) and share.flat[0] > 0)
    expect_that(same, what="m and v after a step with decay", observed="other than without decay", expected="the same",
                mistakes={"coupled_decay": coupled})  # fmt: skip
    without, new = (expect_like(a.w, c.w, what="the new w of AdamW") for a in (plain, after))
    step, what = (c.w - without) / c.lr, f"what the decay takes from w in AdamW, divided by lr = {c.lr:.3g}"
    expect_explained((without - new) / c.lr, c.decay * c.w, lambda: decays(c, step), what=what, rtol=SEEN)


@pytest.mark.points(2.5)
def test_sgd(student, rng):
    """Gradient descent with an L2 penalty: w - lr * (grad + decay * w)."""
    c = case(rng)
    c.lr *= SMALL
    expect_descent(student, c)


@pytest.mark.points(1.5)
def test_state(student, rng):
    """A step of AdamW counts t, and takes the gradient and its square into the averages m and v."""
    c = case(rng)
    after, (t, m, v) = adamw(student, c, 0.0), c.state
    expect_that(
        after.packing == "(w, state)",
        what="what adamw_step returns",
        observed=after.packing,
        expected="(w, state)",
        mistakes={"pair_swapped": after.packing == "(state, w)", "state_not_packed": after.packing == "(w, t, m, v)"},
    )
    right_m, right_v = MOMENTS[""](m, v, c.grad)
    corrected = right_m / (1 - BETA1 ** (t + 1)), right_v / (1 - BETA2 ** (t + 1))
    others = {"stores_corrected": corrected, "moments_swapped": (right_v, right_m)}
    for name, value, right, which in (("m", after.m, right_m, 0), ("v", after.v, right_v, 1)):
        known = [(frozenset([other]), moments(m, v, c.grad)[which]) for other, moments in MOMENTS.items() if other]
        known += [(frozenset([other]), values[which]) for other, values in others.items()]
        expect_explained(value, right, lambda known=known: known, what=f"the new {name}", rtol=CLOSE)
    counted = isinstance(after.t, int | float | np.number) and after.t == t + 1
    expect_that(counted, what=f"the new t, where it was {t}", observed=after.t, expected=str(t + 1),
                mistakes={"never_counts": isinstance(after.t, int) and after.t == t})  # fmt: skip


@pytest.mark.points(1)
def test_later_step(student, rng):
    """Without decay AdamW moves the weights by lr * m_hat / (sqrt(v_hat) + eps)."""
    expect_step(student, case(rng), what="the new w of a later step")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_later_step")
def test_first_step(student, rng):
    """At the start m and v are corrected, so that each weight moves by lr."""
    expect_step(student, at_the_start(case(rng)), what="the new w of the first step")


@pytest.mark.points(1)
@pytest.mark.needs("test_later_step")
def test_tiny_gradients(student, rng):
    """eps is added to the root: a gradient of zero moves nothing, and one of eps moves half of lr."""
    c = at_the_start(case(rng))
    c.grad = EPS * np.arange(-8, 12).reshape(c.w.shape) / 4  # zero is one of them
    expect_step(student, c, what="the new w where gradients are as small as eps")


@pytest.mark.points(1)
@pytest.mark.essential
def test_decoupled(student, rng):
    """AdamW takes lr * decay * w away from the weights, past m and v: gradients make no difference."""
    c = case(rng)
    c.lr *= SMALL
    c.grad *= 10.0 ** rng.integers(-2, 3, c.w.shape)
    expect_decay(student, c)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_sgd", "test_later_step", "test_decoupled")
def test_old_weights(student, rng):
    """The decay is taken of the old w, in both functions."""
    expect_descent(student, case(rng))
    expect_decay(student, case(rng))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_state")
def test_state_types(student, rng):
    """The new state is a tuple again, and its t an int."""
    after = adamw(student, at_the_start(case(rng)), 0.0)
    expect_that(isinstance(after.state, tuple), what="the new state", observed="a list", expected="a tuple",
                mistakes=["list_for_state"])  # fmt: skip
    is_float = isinstance(after.t, float | np.floating)
    whole = isinstance(after.t, int | np.integer) and not isinstance(after.t, bool)
    observed = "a floating-point number" if is_float else after.t
    expect_that(whole, what="the type of the new t", observed=observed, expected="int",
                mistakes={"float_for_count": is_float})  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_state")
def test_shapes_and_dtypes(student, rng):
    """Arrays may have any shape, and their dtype stays: float32 stays float32."""
    for shape, dtype in (((3,), np.float64), ((2, 3, 4), np.float32)):
        c = case(rng, shape, dtype)
        after = adamw(student, c, c.decay)
        new = student.sgd_l2_step(c.w, c.grad, c.lr, c.decay)
        parts = {"the new w of AdamW": after.w, "the new m": after.m, "the new v": after.v,
                 "the new w of gradient descent": new}  # fmt: skip
        for what, value in parts.items():
            expect_like(value, c.w, what=what, dtype_mistakes=["float64_out"] * is_wide(value))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_state")
def test_arrays_unchanged(student, rng):
    """w and grad are left as they were, by both functions."""
    c = case(rng)
    student.sgd_l2_step(c.w, c.grad, c.lr, c.decay)
    changed = set(student.last.changed)
    adamw(student, c, c.decay)
    changed |= set(student.last.changed) - {"2"}
    first, mistake = ("w", "changes_weights") if "0" in changed else ("grad", "changes_gradient")
    expect_that(not changed, what="w and grad after the calls", observed=f"{first} changed in place",
                expected="as they were before", mistakes=[mistake])  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_state")
def test_state_unchanged(student, rng):
    """m and v within the state that is passed in are left as they were."""
    adamw(student, case(rng), 0.2)
    expect_that("2" not in student.last.changed, what="m and v of the old state", observed="changed in place",
                expected="as they were before", mistakes=["changes_state"])  # fmt: skip
