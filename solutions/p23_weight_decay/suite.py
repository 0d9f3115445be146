"""The hidden suite of weight decay: every value is exact. Adam is judged without decay, and the decay apart from it."""

from types import SimpleNamespace

import numpy as np
import pytest

from dropgrade.checks import expect_like, expect_pair, expect_that
from dropgrade.checks.adam import DIRECTIONS, EPS, new_weights, root_of_square, stored_averages
from dropgrade.checks.arrays import expect_floats
from dropgrade.checks.behaviour import changed_by, expect_none_changed
from dropgrade.checks.finite_numbers import expect_int
from dropgrade.checks.readings import choices, expect_explained

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


def first_step(rng):
    """The arguments of the first step of training."""
    c = case(rng)
    c.state = 0, np.zeros_like(c.w), np.zeros_like(c.w)
    return c


def sgd(student, c):
    """What one step of gradient descent gives."""
    return student.sgd_l2_step(c.w, c.grad, c.lr, c.decay)


def adamw(student, c, decay=0.0):
    """What one step of AdamW gives, in whichever order; two checks judge how it is packed."""
    result = student.adamw_step(c.w, c.grad, c.state, c.lr, decay)
    pair, packing = tuple(result) if isinstance(result, list) else result, "(w, state)"
    if isinstance(pair, tuple) and len(pair) == 4:
        pair, packing = (pair[0], pair[1:]), "(w, t, m, v)"
    elif isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], tuple | list):
        pair, packing = pair[::-1], "(state, w)"
    w, state = expect_pair(pair, ("w", "state"), mistakes=["returns_w_alone"] if isinstance(pair, np.ndarray) else [])
    t, m, v = expect_pair(state, ("t", "m", "v"), what="the new state")
    for name, value in (("the new w", w), ("m", m), ("v", v)):
        expect_floats(value, c.w.shape, what=name)
    return SimpleNamespace(w=w, state=state, t=t, m=m, v=v, packing=packing)


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


def descents(c):
    """Names, and what gradient descent would take from w, divided by lr."""
    for names, (sign, decay) in choices(DIRECTIONS, DECAYS):
        yield names, sign * c.grad + decay(c, sign * c.grad)
    yield frozenset(["goes_uphill"]), -c.grad - c.decay * c.w


def decays(c, step):
    """Names, and what the decay would take from w in AdamW, divided by lr."""
    yield from ((names, decay(c, step)) for names, (decay,) in choices(DECAYS))
    yield frozenset(["decay_divided_too"]), c.decay * c.w / root_of_square(c.state, c.grad)


def expect_step(student, c, *, what):
    """Expect the new w of a step of AdamW without decay."""
    observed, step = adamw(student, c).w, (c.w, c.grad, c.state, c.lr)
    _, right = next(new_weights(*step))
    still = np.array_equal(observed, c.w)  # weights that never move show no mistake in how far they do
    expect_explained(observed, right, lambda: [] if still else new_weights(*step), what=what, rtol=CLOSE)


def expect_descent(student, c):
    """Expect what gradient descent takes from w."""
    new = expect_like(sgd(student, c), c.w, what="the new w of gradient descent")
    what = f"(w - new w) / lr of gradient descent, at lr = {c.lr:.3g}"
    expect_explained((c.w - new) / c.lr, c.grad + c.decay * c.w, lambda: descents(c), what=what, rtol=SEEN)


def expect_decay(student, c):
    """Expect what the decay takes from w in AdamW: the difference between a step with it and one without."""
    plain, after = adamw(student, c), adamw(student, c, c.decay)
    same, share = np.array_equal([plain.m, plain.v], [after.m, after.v]), (after.m - plain.m) / c.w
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
    after, t = adamw(student, c), c.state[0]
    packing = {"pair_swapped": after.packing == "(state, w)", "state_not_packed": after.packing == "(w, t, m, v)"}
    expect_that(after.packing == "(w, state)", what="what adamw_step returns", observed=after.packing,
                expected="(w, state)", mistakes=packing)  # fmt: skip
    for which, name in enumerate("mv"):
        readings = [(names, averages[which]) for names, averages in stored_averages(c.state, c.grad)]
        observed, right = (after.m, after.v)[which], readings[0][1]
        expect_explained(observed, right, lambda known=readings: known, what=f"the new {name}", rtol=CLOSE)
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
    expect_step(student, first_step(rng), what="the new w of the first step")


@pytest.mark.points(1)
@pytest.mark.needs("test_later_step")
def test_tiny_gradients(student, rng):
    """eps is added to the root: a gradient of zero moves nothing, and one of eps moves half of lr."""
    c = first_step(rng)
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
    after = adamw(student, first_step(rng))
    expect_that(isinstance(after.state, tuple), what="the new state", observed="a list", expected="a tuple",
                mistakes=["list_for_state"])  # fmt: skip
    expect_int(after.t, what="the new t", mistakes=["float_for_count"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_state")
def test_shapes_and_dtypes(student, rng):
    """Arrays may have any shape, and their dtype stays: float32 stays float32."""
    for shape, dtype in (((3,), np.float64), ((2, 3, 4), np.float32)):
        c = case(rng, shape, dtype)
        after = adamw(student, c, c.decay)
        for what, value in (("w of AdamW", after.w), ("m", after.m), ("v", after.v), ("w of SGD", sgd(student, c))):
            expect_like(value, c.w, what=f"the new {what}")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_state")
def test_arrays_unchanged(student, rng):
    """w and grad are left as they were, by both functions."""
    c = case(rng)
    sgd(student, c)
    changed = changed_by(student, "w", "grad")
    adamw(student, c, c.decay)
    changed += changed_by(student, "w", "grad")
    expect_none_changed(changed, {"changes_weights": ["w"], "changes_gradient": ["grad"]})


@pytest.mark.points(0.5)
@pytest.mark.needs("test_state")
def test_state_unchanged(student, rng):
    """m and v within the state that is passed in are left as they were."""
    adamw(student, case(rng), 0.2)
    changed = changed_by(student, "", "", "the state")
    expect_none_changed([*filter(None, changed)], {"changes_state": ["the state"]})
