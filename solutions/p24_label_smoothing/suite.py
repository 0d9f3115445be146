"""The hidden suite of label smoothing: every value is exact. Without smoothing the loss is judged for itself."""

import itertools

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    expect_array,
    expect_like,
    expect_raises,
    expect_returns,
    expect_that,
    expect_unchanged,
    expect_value,
)

SAMPLES, CLASSES = 7, 5
ALPHA = 0.23  # neither 1 / CLASSES nor 1 / SAMPLES, nor one minus these
NEXT_TO_NONE = 1e-13  # as good as no smoothing, also for who refuses 0


def batch(rng):
    """Logits, and the numbers of the right classes, among them the first and the last."""
    y = np.concatenate([[0, CLASSES - 1], rng.integers(0, CLASSES, SAMPLES - 2)])
    return rng.normal(size=(SAMPLES, CLASSES)) * 1.5, y


def one_hot(y, dtype=float):
    """Rows of 0 and 1."""
    return np.eye(CLASSES, dtype=dtype)[y]


# What each mistake, and each two of them, would give: names, and how they would have it computed.

SMOOTHED = {
    "": lambda y, a: (1 - a) * y + a / CLASSES,
    "no_smoothing": lambda y, a: y,
    "divides_by_k_minus_one": lambda y, a: (1 - a) * y + a / (CLASSES - 1) * (1 - y),
    "divides_by_batch": lambda y, a: (1 - a) * y + a / SAMPLES,
    "label_left_whole": lambda y, a: y + a / CLASSES,
    "no_uniform_part": lambda y, a: (1 - a) * y,
    "adds_alpha_itself": lambda y, a: (1 - a) * y + a,
    "weights_swapped": lambda y, a: a * y + (1 - a) / CLASSES,
    "renormalises": lambda y, a: (y + a / CLASSES) / (1 + a),
    "as_for_two_classes": lambda y, a: (1 - a) * y + a / 2,
    "spreads_over_the_others": lambda y, a: (1 - a) * y + a / CLASSES * (1 - y),
}
AT_ZERO = ("", "weights_swapped")  # what differs where there is no smoothing
TAKEN = {"": lambda y: y, "labels_from_one": lambda y: y - 1}
LOGARITHMS = {
    "": lambda z: z - np.log(np.exp(z).sum(axis=1, keepdims=True)),
    "softmax_over_the_batch": lambda z: z - np.log(np.exp(z).sum(axis=0, keepdims=True)),
    "softmax_twice": lambda z: log_softmax(np.exp(log_softmax(z))),
    "no_softmax": lambda z: z,
    "probabilities_not_logged": lambda z: np.exp(log_softmax(z)),
    "base_two": lambda z: log_softmax(z) / np.log(2),
}
SUMMED = {
    "": lambda h: -h.sum(axis=1).mean(),
    "sums_over_the_batch": lambda h: -h.sum(),
    "averages_over_classes": lambda h: -h.mean(),
    "no_minus": lambda h: h.sum(axis=1).mean(),
    "one_number_for_each": lambda h: -h.sum(axis=1),
}


def log_softmax(z):
    """The logarithm of softmax, for logits of any size."""
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def losses(logits, y, alpha, smoothed=SMOOTHED):
    """Names, two at most, and the loss that goes with them."""
    for names in itertools.product(smoothed, TAKEN, LOGARITHMS, SUMMED):
        label, taken, logarithm, total = names
        if sum(map(bool, names)) <= 2:
            q = SMOOTHED[label](one_hot(TAKEN[taken](y)), alpha)
            yield set(filter(None, names)), SUMMED[total](q * LOGARITHMS[logarithm](logits))


def named(observed, readings):
    """The fewest names that explain what was observed, where no others explain it as well."""
    agreeing = [n for n, value in readings if np.shape(observed) == np.shape(value) and np.allclose(observed, value)]
    fewest = min(agreeing, key=len, default=set())
    return dict.fromkeys(fewest if all(n == fewest for n in agreeing if len(n) == len(fewest)) else (), True)


def expect_loss(student, logits, y, alpha, *, what, smoothed):
    """Expect the right loss, where the readings explain others."""
    observed = student.smoothed_cross_entropy(logits, y, alpha)
    right = next(losses(logits, y, alpha, smoothed))[1]
    numbers = isinstance(observed, np.ndarray | np.generic | float | int)
    wrong = numbers and not (np.ndim(observed) == 0 and np.isclose(observed, right))
    mistakes = named(observed, losses(logits, y, alpha, smoothed)) if wrong else {}
    expect_value(observed, right, what=what, mistakes=mistakes)


def a_loss(value):
    """The loss as a number, also where each sample's came back: that is another check's matter."""
    right = isinstance(value, np.ndarray | np.floating | float) and np.asarray(value).dtype.kind == "f"
    expect_that(right and np.size(value) > 0, what="the loss", observed=value, expected="a number")
    return float(np.mean(value))


@pytest.mark.points(2)
def test_smooth_labels(student, rng):
    """A share alpha of every label is spread evenly over all classes."""
    _, y = batch(rng)
    rows = one_hot(y)
    others = {name: smooth(rows, ALPHA) for name, smooth in SMOOTHED.items() if name}
    expect_array(
        student.smooth_labels(rows, ALPHA),
        SMOOTHED[""](rows, ALPHA),
        what="smooth_labels of one-hot rows",
        mistakes=others,
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_smooth_labels")
def test_soft_rows(student, rng):
    """Rows that are soft already are smoothed by the same formula."""
    soft = rng.dirichlet(np.ones(CLASSES), SAMPLES)
    rounded = one_hot(soft.argmax(axis=1))
    hard = student.smooth_labels(rounded, ALPHA)  # what the labels would give that were rounded
    others = {name: smooth(soft, ALPHA) for name, smooth in SMOOTHED.items() if name}
    name = "divides_by_k_minus_one"  # which there are several ways to write, alike for rows of 0 and 1
    if isinstance(hard, np.ndarray) and hard.shape == soft.shape:
        others[name] = True if np.allclose(hard, SMOOTHED[name](rounded, ALPHA)) else others[name]
    expect_array(
        student.smooth_labels(soft, ALPHA),
        SMOOTHED[""](soft, ALPHA),
        what="smooth_labels of soft rows",
        mistakes={"hard_labels_only": hard, **others},
    )


@pytest.mark.points(2)
def test_plain_loss(student, rng):
    """As alpha goes to 0, the loss becomes the mean cross-entropy of the right classes."""
    expect_loss(student, *batch(rng), NEXT_TO_NONE, what="the loss with next to no smoothing", smoothed=AT_ZERO)


@pytest.mark.points(2.5)
def test_smoothed_loss(student, rng):
    """The loss is the cross-entropy with the smoothed labels, in nats, averaged over the batch."""
    expect_loss(student, *batch(rng), ALPHA, what=f"the loss with alpha = {ALPHA}", smoothed=SMOOTHED)


@pytest.mark.points(1.5)
@pytest.mark.needs("test_plain_loss")
def test_large_logits(student):
    """Logits in the thousands give an exact loss, neither infinite nor NaN."""
    near, low, apart = [2000.0, 2003.0, 1999.0], [-4000.0, -4001.0, -4000.5], [0.0, 900.0, -900.0]
    kinds = {  # each of these mistakes shows in its own kind first
        "large logits": ([near], ["overflows"]),
        "logits that are far apart": ([apart], ["logs_rounded_zero", "guarded_logarithm"]),
        "rows of very different sizes": ([near, low], ["one_maximum_for_the_batch"]),
    }
    for kind, (rows, names) in kinds.items():
        logits, y = np.array(rows), np.full(len(rows), 2)
        moderate = (logits - logits.max(axis=1, keepdims=True)) / 400  # what is wrong here too is another matter
        usual = a_loss(student.smoothed_cross_entropy(moderate, y, NEXT_TO_NONE))
        observed = a_loss(student.smoothed_cross_entropy(logits, y, NEXT_TO_NONE))
        finite = bool(np.isfinite(observed))
        known = [name for name in names if finite == (name == "guarded_logarithm")]
        right = log_softmax(logits)[:, 2].mean() * usual / log_softmax(moderate)[:, 2].mean()
        expect_value(observed, right, what=f"the loss of {kind}", mistakes=dict.fromkeys(known, True))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_smooth_labels")
def test_dtypes(student, rng):
    """Labels in float32 stay float32, and labels that are integers give float64."""
    _, y = batch(rng)
    rows = one_hot(y, np.float32)
    out = student.smooth_labels(rows, ALPHA)
    expect_like(out, rows, what="what float32 rows give", dtype_mistakes=["float64_out"])
    rows = one_hot(y, int)
    out = attempt(student.smooth_labels, rows, ALPHA)
    kept = isinstance(out, np.ndarray) and out.dtype.kind in "iu"
    right = expect_like(student.smooth_labels(rows.astype(float), ALPHA), rows.astype(float))
    expect_array(out, right, what="smooth_labels of integers", mistakes={"stays_integer": kept})
    expect_that(out.dtype == np.float64, what="the dtype that integers give", observed=str(out.dtype),
                expected="float64")  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_smooth_labels", "test_plain_loss")
def test_inputs_unchanged(student, rng):
    """y and logits are left as they were."""
    logits, y = batch(rng)
    student.smooth_labels(one_hot(y), ALPHA)
    expect_unchanged(student, what="y of smooth_labels", mistakes=["changes_labels"])
    student.smoothed_cross_entropy(logits, y, ALPHA)
    expect_unchanged(student, what="logits or y of smoothed_cross_entropy", mistakes=["changes_logits"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_smooth_labels", "test_plain_loss")
def test_refuses_bad_alpha(student, rng):
    """alpha outside [0, 1) raises ValueError; alpha = 0 does not."""
    logits, y = batch(rng)
    calls = (("smooth_labels", one_hot(y)), ("smoothed_cross_entropy", logits, y))
    for name, *given in calls:
        call = getattr(student, name)
        for alpha in (1.0, -0.1, 1.5):
            what = f"{name} with alpha = {alpha}"
            expect_raises("ValueError", call, *given, alpha, what=what, mistakes=["takes_any_alpha"])
        expect_returns(call, *given, 0.0, what=f"{name} with alpha = 0", mistakes=["refuses_zero"])
