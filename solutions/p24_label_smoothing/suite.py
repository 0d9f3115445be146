"""The hidden suite of label smoothing: every value is exact. The loss is judged with and without smoothing."""

import numpy as np
import pytest

from dropgrade.checks import attempt, expect_array, expect_like, expect_returns
from dropgrade.checks.arrays import alike
from dropgrade.checks.behaviour import changed_by, expect_none_changed, ignores
from dropgrade.checks.exact_function import ExactFunction
from dropgrade.checks.readings import as_numbers, same_numbers
from dropgrade.checks.softmax import CROSS_ENTROPIES, cross_entropy

SAMPLES = 9
CLASSES = (4, 6, 7)  # none of them is the number of the example, or that of the samples
COUNTS = (*range(2, 101), 1000)  # numbers that somebody may write for the number of classes
NEXT_TO_NONE = 1e-13  # as good as no smoothing, also for a program that refuses 0
SEEN = 1e-4  # a tolerance that a tiny number inside the logarithm does not reach: large logits show it


def case(rng):
    """Logits, right classes as numbers, and an alpha; the first and the last class are among them."""
    k = int(rng.choice(CLASSES))
    y = np.concatenate([[0, k - 1], rng.integers(0, k, SAMPLES - 2)])
    return rng.normal(size=(SAMPLES, k)) * 1.5, y, rng.uniform(0.15, 0.35)


def labels(rng):
    """One-hot rows, and an alpha."""
    logits, y, alpha = case(rng)
    return np.eye(logits.shape[1])[y], alpha


def with_fixed_count(count):
    """Smoothing with a number that is not K, nor anything else that can be read off the labels."""
    return lambda y, a: (1 - a) * y + a / (np.nan if count in (*y.shape, y.shape[1] - 1) else count)


SMOOTHED = {
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
BOTH = {name: {"smooth": smooth} for name, smooth in SMOOTHED.items()}
FIXED = {"fixed_class_count": [{"smooth": with_fixed_count(count)} for count in COUNTS]}
LOSSES = BOTH | CROSS_ENTROPIES | {"labels_from_one": {"taken": lambda rows: np.roll(rows, -1, axis=1)}}
FREE = "fixed_alpha", "fixed_class_count"


def smoothed(rows, alpha, smooth=lambda y, a: (1 - a) * y + a / y.shape[1]):
    """Rows of which all classes share alpha, right by default."""
    return smooth(rows, alpha)


def loss(logits, y, alpha, *, taken=lambda rows: rows, smooth=smoothed, **changes):
    """The mean cross-entropy with smoothed labels, right by default."""
    return cross_entropy(smooth(taken(np.eye(logits.shape[1])[y]), alpha), logits, **changes)


SMOOTH = ExactFunction("smooth_labels", "smooth_labels", smoothed, labels, BOTH | FIXED, free=FREE, rtol=1e-6)
LOSS = ExactFunction("smoothed_cross_entropy", "the loss", loss, case, LOSSES, free=FREE, rtol=SEEN)


def is_plain(student, logits, y, observed):
    """Whether this is the loss without smoothing; how the student smooths is another check's matter."""
    rows = np.eye(logits.shape[1])[y]
    own = as_numbers(attempt(student.smooth_labels, rows, NEXT_TO_NONE))
    known = [rows] if own is None or own.shape != rows.shape else [rows, own]
    return any(same_numbers(observed, cross_entropy(each, logits), SEEN) for each in known)


@pytest.mark.points(1.5)
@pytest.mark.essential
def test_smooth_labels(student, rng):
    """A share alpha of every label is spread evenly over all classes."""
    rows, alpha = labels(rng)

    def also():
        return {"fixed_alpha": ignores(student.smooth_labels, (rows, alpha), (rows, alpha / 2))}

    SMOOTH.expect(student, rows, alpha, where="for one-hot rows", also=also)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_smooth_labels")
def test_soft_rows(student, rng):
    """Rows that are soft already are smoothed by the same formula."""
    rows, alpha = labels(rng)
    soft = rng.dirichlet(np.ones(rows.shape[1]), SAMPLES)
    hard = np.eye(rows.shape[1])[soft.argmax(axis=1)]

    def also():
        return {"hard_labels_only": ignores(student.smooth_labels, (soft, alpha), (hard, alpha))}

    SMOOTH.expect(student, soft, alpha, where="for soft rows", also=also)


@pytest.mark.points(1.5)
def test_plain_loss(student, rng):
    """As alpha goes to 0, the loss becomes the mean cross-entropy of the labels."""
    logits, y, _ = case(rng)
    if not is_plain(student, logits, y, student.smoothed_cross_entropy(logits, y, NEXT_TO_NONE)):
        LOSS.expect(student, logits, y, NEXT_TO_NONE, where="with next to no smoothing")


@pytest.mark.points(2)
@pytest.mark.essential
def test_smoothed_loss(student, rng):
    """The loss is the cross-entropy with the smoothed labels, in nats, averaged over the batch."""
    logits, y, alpha = case(rng)
    call = student.smoothed_cross_entropy

    def also():
        fixed, value = ignores(call, (logits, y, alpha), (logits, y, alpha / 2)), call(logits, y, alpha)
        counted = (loss(logits, y, alpha, **changes) for changes in FIXED["fixed_class_count"])
        return {"fixed_alpha": fixed, "fixed_class_count": any(same_numbers(value, each, 1e-6) for each in counted)}

    LOSS.expect(student, logits, y, alpha, where=f"with alpha = {alpha:.4g}", also=also)


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
        usual, value = (student.smoothed_cross_entropy(z, y, NEXT_TO_NONE) for z in (logits / 500, logits))
        if not is_plain(student, logits, y, value):
            number = as_numbers(value)
            cut_off = number is not None and is_plain(student, logits / 500, y, usual) and 5 < number.mean() < 750
            also = {mistake: number is None, "guarded_logarithm": cut_off}  # a logarithm of what is added to 0
            LOSS.expect(student, logits, y, NEXT_TO_NONE, where=f"for {kind}", read=False, also=also.copy)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_smooth_labels")
def test_dtypes(student, rng):
    """Labels that are floats keep their dtype, and labels that are integers give float64."""
    rows, alpha = labels(rng)
    for dtype in (np.float32, np.float64):
        SMOOTH.expect_dtype(student, rows.astype(dtype), alpha)
    cast = {"changes_labels": "cast"}  # NumPy's words where the result does not fit into the labels
    what = "smooth_labels of integers"
    out = expect_returns(student.smooth_labels, rows.astype(int), alpha, what=what, mistakes=cast)
    out = expect_like(out, rows, what=what, dtype_mistakes=["stays_integer"])
    expect_array(out, smoothed(rows, alpha), what=what, rtol=1e-6)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_smooth_labels")
def test_inputs_unchanged(student, rng):
    """y and logits are left as they were."""
    student.smooth_labels(*labels(rng))
    changed = changed_by(student, "y")
    student.smoothed_cross_entropy(*case(rng))
    changed += changed_by(student, "logits", "y")
    expect_none_changed(changed, {"changes_labels": ["y"], "changes_logits": ["logits"]})


@pytest.mark.points(0.5)
@pytest.mark.needs("test_smooth_labels")
def test_refuses_bad_alpha(student, rng):
    """alpha outside [0, 1) raises ValueError; alpha = 0 does not."""
    for function in (SMOOTH, LOSS):
        function.expect_refusals(student, rng, (1.0, -0.1, 1.5), name="alpha")
        what, (*given, _) = f"{function.function} with alpha = 0", function.usual(rng)
        expect_returns(function.call(student), *given, 0.0, what=what, mistakes=["refuses_zero"])
