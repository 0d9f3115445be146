"""The hidden suite of label smoothing: every value is exact. The loss is judged with and without smoothing."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    expect_array,
    expect_like,
    expect_returns,
    expect_that,
    expect_value,
)
from dropgrade.checks.readings import choices, explained, measured
from dropgrade.checks.refusals import expect_refused

SAMPLES = 9
CLASSES = (4, 6, 7)  # none of them is the number of the example, or that of the samples
NEXT_TO_NONE = 1e-13  # as good as no smoothing, also for a program that refuses 0
SEEN = 1e-4  # a tolerance that a tiny number inside the logarithm does not reach: large logits show it


def case(rng):
    """Logits, an alpha, and right classes as numbers and as rows; the first and the last class are among them."""
    k = int(rng.choice(CLASSES))
    y = np.concatenate([[0, k - 1], rng.integers(0, k, SAMPLES - 2)])
    logits = rng.normal(size=(SAMPLES, k)) * 1.5
    return SimpleNamespace(logits=logits, y=y, rows=np.eye(k)[y], alpha=rng.uniform(0.15, 0.35))


def log_softmax(z):
    """The logarithm of softmax, for logits of any size."""
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


# What each mistake would give; the right entry has no name.

SMOOTHED = {
    "": lambda y, a: (1 - a) * y + a / y.shape[1],
    "no_smoothing": lambda y, a: y,
    "divides_by_k_minus_one": lambda y, a: (1 - a) * y + a / (y.shape[1] - 1) * (1 - y),
    "divides_by_batch": lambda y, a: (1 - a) * y + a / len(y),
    "label_left_whole": lambda y, a: y + a / y.shape[1],
    "no_uniform_part": lambda y, a: (1 - a) * y,
    "adds_alpha_itself": lambda y, a: (1 - a) * y + a,
    "weights_swapped": lambda y, a: a * y + (1 - a) / y.shape[1],
    "renormalises": lambda y, a: (y + a / y.shape[1]) / (1 + a),
    "spreads_over_the_others": lambda y, a: (1 - a) * y + a / y.shape[1] * (1 - y),
    "missing_parenthesis": lambda y, a: 1 - a * y + a / y.shape[1],
}
AT_ZERO = {name: SMOOTHED[name] for name in ("", "weights_swapped", "missing_parenthesis")}  # others are alike there
TAKEN = {"": lambda rows: rows, "labels_from_one": lambda rows: np.roll(rows, -1, axis=1)}
LOGARITHMS = {
    "": log_softmax,
    "softmax_over_the_batch": lambda z: log_softmax(z.T).T,
    "softmax_over_everything": lambda z: z - np.log(np.exp(z).sum()),
    "softmax_twice": lambda z: log_softmax(np.exp(log_softmax(z))),
    "no_softmax": lambda z: z,
    "probabilities_not_logged": lambda z: np.exp(log_softmax(z)),
    "bits_for_nats": lambda z: log_softmax(z) / np.log(2),
}
SUMMED = {
    "": lambda h: -h.sum(axis=1).mean(),
    "sums_over_the_batch": lambda h: -h.sum(),
    "averages_over_classes": lambda h: -h.mean(),
    "no_minus": lambda h: h.sum(axis=1).mean(),
    "loss_per_sample": lambda h: -h.sum(axis=1),
}


def cross_entropy(labels, logits):
    """The mean over the batch of -sum(labels * log softmax(logits))."""
    return -(labels * log_softmax(logits)).sum(axis=1).mean()


def losses(c, alpha, smoothed):
    """Names, and the loss that goes with them."""
    for names, (smooth, taken, logarithm, total) in choices(smoothed, TAKEN, LOGARITHMS, SUMMED):
        yield names, total(smooth(taken(c.rows), alpha) * logarithm(c.logits))


def with_fixed_count(c, observed, none, part):
    """The reading of a fixed number in the place of K, where one of the usual size explains what is observed.

    `none` is the value without a uniform part, and `part` is what a uniform part of 1 adds.
    """
    for count in {*range(2, 101), 1000} - {*c.rows.shape, c.rows.shape[1] - 1}:
        if np.allclose(observed, none + c.alpha * part / count, 1e-6):
            yield frozenset(["fixed_class_count"]), observed


FREE = {"fixed_alpha", "fixed_class_count"}  # whose numbers are anyone's choice


def expect_labels(student, c, rows, *, what, also=()):
    """Expect smoothed labels, where the readings explain others."""
    out = expect_like(student.smooth_labels(rows, c.alpha), rows, what=what)
    right, names = SMOOTHED[""](rows, c.alpha), frozenset()
    if not np.allclose(out, right):
        known = [(frozenset([name]), smooth(rows, c.alpha)) for name, smooth in SMOOTHED.items() if name]
        known += [*with_fixed_count(c, out, (1 - c.alpha) * rows, 1), *also]
        names = explained(out, known) or explained(out, fixed_alpha(student.smooth_labels, c.alpha, rows))
    with measured(None if names & FREE else out):
        expect_array(out, right, what=what, mistakes=dict.fromkeys(names, True), rtol=1e-6)


def fixed_alpha(call, alpha, *given):
    """The reading of an alpha that makes no difference: what another one gives."""
    other = attempt(call, *given, alpha / 2)
    return [(frozenset(["fixed_alpha"]), other)] if isinstance(other, np.ndarray | np.generic | float) else []


def expect_loss(student, c, alpha, also=(), *, what, readings):
    """Expect the right loss, or one of `also`, where the readings explain others."""
    observed = student.smoothed_cross_entropy(c.logits, c.y, alpha)
    right = cross_entropy(SMOOTHED[""](c.rows, alpha), c.logits)
    if not is_any_of(observed, right, *also):
        names = explained(observed, readings(observed))
        with measured(None if names & FREE else observed):
            expect_value(observed, right, what=what, mistakes=dict.fromkeys(names, True), rtol=SEEN)


def is_any_of(observed, *losses):
    """Whether a loss came back, as a single number, that is one of these."""
    number = isinstance(observed, np.ndarray | np.generic | float) and np.ndim(observed) == 0
    return number and any(np.isclose(observed, loss, SEEN) for loss in losses)


def of_own_labels(student, c, alpha):
    """The loss with the labels of the student's own `smooth_labels`, which other checks judge."""
    own = attempt(student.smooth_labels, c.rows, alpha)
    fits = isinstance(own, np.ndarray) and own.shape == c.rows.shape and own.dtype.kind == "f"
    return [cross_entropy(own, c.logits)] if fits and np.isfinite(own).all() else []


def of_large(student, c, mistake):
    """What explains the loss of large logits: a mistake where it is not finite, or a logarithm that was cut off."""

    def readings(observed):
        if np.size(observed) and not np.isfinite(observed).all():
            yield frozenset([mistake]), observed
        mild = SimpleNamespace(logits=c.logits / 500, y=c.y, rows=c.rows)
        usual = cross_entropy(c.rows, mild.logits), *of_own_labels(student, mild, NEXT_TO_NONE)
        found = attempt(student.smoothed_cross_entropy, mild.logits, c.y, NEXT_TO_NONE)
        if is_any_of(found, *usual) and 5 < np.mean(observed) < 750:
            yield frozenset(["guarded_logarithm"]), observed  # such are the logarithms of what is added to 0

    return readings


@pytest.mark.points(1.5)
@pytest.mark.essential
def test_smooth_labels(student, rng):
    """A share alpha of every label is spread evenly over all classes."""
    c = case(rng)
    expect_labels(student, c, c.rows, what="smooth_labels of one-hot rows")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_smooth_labels")
def test_soft_rows(student, rng):
    """Rows that are soft already are smoothed by the same formula."""
    c = case(rng)
    soft = rng.dirichlet(np.ones(c.rows.shape[1]), SAMPLES)
    hard = attempt(student.smooth_labels, np.eye(c.rows.shape[1])[soft.argmax(axis=1)], c.alpha)
    also = [(frozenset(["hard_labels_only"]), hard)] if isinstance(hard, np.ndarray) else []
    expect_labels(student, c, soft, what="smooth_labels of soft rows", also=also)


@pytest.mark.points(1.5)
def test_plain_loss(student, rng):
    """As alpha goes to 0, the loss becomes the mean cross-entropy of the labels."""
    c = case(rng)
    own = of_own_labels(student, c, NEXT_TO_NONE)
    what = "the loss with next to no smoothing"
    expect_loss(student, c, NEXT_TO_NONE, own, what=what, readings=lambda _: losses(c, NEXT_TO_NONE, AT_ZERO))


@pytest.mark.points(2)
@pytest.mark.essential
def test_smoothed_loss(student, rng):
    """The loss is the cross-entropy with the smoothed labels, in nats, averaged over the batch."""
    c = case(rng)

    def readings(observed):
        plain = cross_entropy(c.rows, c.logits)
        yield from losses(c, c.alpha, SMOOTHED)
        if np.ndim(observed) == 0 and not np.isclose(observed, plain, SEEN):
            yield from with_fixed_count(c, observed, (1 - c.alpha) * plain, cross_entropy(1, c.logits))
            yield from fixed_alpha(student.smoothed_cross_entropy, c.alpha, c.logits, c.y)

    expect_loss(student, c, c.alpha, what=f"the loss with alpha = {c.alpha:.4g}", readings=readings)


@pytest.mark.points(3)
@pytest.mark.needs("test_plain_loss")
def test_large_logits(student):
    """Logits in the thousands give an exact loss, neither infinite nor NaN."""
    near, low, apart = [2000.0, 2003.0, 1999.0], [-4000.0, -4001.0, -4000.5], [0.0, 900.0, -900.0]
    kinds = {  # each of these mistakes shows in its own kind first
        "large logits": ([near], "overflows"),
        "logits that are far apart": ([apart], "logs_rounded_zero"),
        "rows of very different sizes": ([near, low], "one_maximum_for_the_batch"),
    }
    for kind, (rows, mistake) in kinds.items():
        logits, y = np.array(rows), np.full(len(rows), 2)
        c = SimpleNamespace(logits=logits, y=y, rows=np.eye(3)[y])
        own = of_own_labels(student, c, NEXT_TO_NONE)
        expect_loss(student, c, NEXT_TO_NONE, own, what=f"the loss of {kind}", readings=of_large(student, c, mistake))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_smooth_labels")
def test_dtypes(student, rng):
    """Labels that are floats keep their dtype, and labels that are integers give float64."""
    c = case(rng)
    for dtype in (np.float32, np.float64):
        rows = c.rows.astype(dtype)
        what = f"what {np.dtype(dtype)} rows give"
        same = student.smooth_labels(rows, c.alpha)
        wide = isinstance(same, np.ndarray) and same.dtype == np.float64
        expect_like(same, rows, what=what, dtype_mistakes=["float64_out"] * wide)
    whole, what = c.rows.astype(int), "smooth_labels of integers"
    cast = {"changes_labels": "cast"}  # NumPy's words where the result does not fit into the labels
    out = expect_returns(student.smooth_labels, whole, c.alpha, what=what, mistakes=cast)
    kept = isinstance(out, np.ndarray) and out.dtype.kind in "iu"
    expect_array(out, same, what=what, mistakes={"stays_integer": kept}, rtol=1e-6)
    expect_that(out.dtype == np.float64, what="the dtype that integers give", observed=str(out.dtype),
                expected="float64")  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_smooth_labels")
def test_inputs_unchanged(student, rng):
    """y and logits are left as they were."""
    c = case(rng)
    student.smooth_labels(c.rows, c.alpha)
    changed = {"changes_labels": bool(student.last.changed)}
    student.smoothed_cross_entropy(c.logits, c.y, c.alpha)
    changed["changes_logits"] = "0" in student.last.changed
    expect_that(
        not any(changed.values()) and not student.last.changed,
        what="what the functions were given, after the calls",
        observed=f"{'logits' if changed['changes_logits'] else 'y'} changed in place",
        expected="as it was before",
        mistakes=changed,
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_smooth_labels")
def test_refuses_bad_alpha(student, rng):
    """alpha outside [0, 1) raises ValueError; alpha = 0 does not."""
    c = case(rng)
    for name, given in (("smooth_labels", (c.rows,)), ("smoothed_cross_entropy", (c.logits, c.y))):
        call = getattr(student, name)
        expect_returns(call, *given, c.alpha, what=name)  # what always fails refuses nothing
        for alpha in (1.0, -0.1, 1.5):
            expect_refused(name, {f"alpha = {alpha:g}": partial(call, *given, alpha)}, accepts="takes_any_alpha")
        expect_returns(call, *given, 0.0, what=f"{name} with alpha = 0", mistakes=["refuses_zero"])
