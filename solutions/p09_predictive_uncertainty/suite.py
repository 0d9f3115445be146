"""The hidden suite of predictive uncertainty: every value is exact."""

import numpy as np
import pytest

from dropgrade.checks import expect_array, expect_returns, expect_that
from dropgrade.checks.entropy import ENTROPIES, entropy
from dropgrade.checks.exact_function import ExactFunction
from dropgrade.checks.finite_numbers import expect_growing, expect_numbers, expect_shape
from dropgrade.checks.softmax import softmax

ROUGH = 1e-3  # how exact the main checks are: guards against log 0 are judged by a check of their own
TINY = 2e-6


def answers(rng, passes, inputs, classes):
    """Irregular probabilities (T, N, K) of passes that contradict each other, none near zero."""
    probs = rng.dirichlet(np.full(classes, 0.5), size=(passes, inputs)) + 0.02
    return probs / probs.sum(axis=-1, keepdims=True)


def lengths(rng):
    """How many passes, inputs and classes: three lengths that differ."""
    return [int(n) for n in rng.permutation([4, 5, 6]) + rng.integers(0, 2) * 3]


def usual(rng):
    """probs of all three lengths."""
    return (answers(rng, *lengths(rng)),)


def with_zeros(rng):
    """Such probs, where all passes are sure of one input."""
    (probs,) = usual(rng)
    probs[:, 0] = np.eye(probs.shape[-1])[1]
    return probs


def sure(rng):
    """Two arrays of probabilities 0 and 1: passes that are sure of the same class, and of one class each."""
    k = int(rng.integers(4, 7))
    turns = (np.arange(k)[:, None] + np.arange(k)) % k
    return np.eye(k)[np.full((k, k), int(rng.integers(k)))], np.eye(k)[turns]


def entropy_of(
    probs, *, treat=np.asarray, pool=np.mean, over=0, late=np.asarray, first="average", join=np.asarray, **changes
):
    """The predictive entropy, right by default; or the expected entropy, where the entropy comes first."""
    p = treat(probs)
    if first == "average":
        return join(entropy(late(pool(p, axis=over)), **changes))
    entropies = entropy(p, **changes)
    return join(entropies if first == "entropy alone" else entropies.mean(axis=over))


def information_of(probs, *, combine=np.subtract, join=np.asarray, expected="entropy", **changes):
    """The mutual information, right by default."""
    of_samples = {k: v for k, v in changes.items() if k not in ("pool", "late")}
    return join(combine(entropy_of(probs, **changes), entropy_of(probs, first=expected, **of_samples)))


BOTH = ENTROPIES | {
    "softmaxes_probs": [{"treat": softmax}, {"late": softmax}],
    "averages_log_probs": {"pool": lambda p, axis: softmax(np.log(p).mean(axis=axis))},
    "averages_over_inputs": {"over": 1},
    "one_number_for_all": [{"join": np.mean}, {"join": np.sum}],
}
TOTALS = BOTH | {"entropies_swapped": {"first": "entropy"}, "keeps_passes": {"first": "entropy alone"}}
INFORMATIONS = BOTH | {
    "entropies_swapped": {"combine": lambda total, expected: expected - total},
    "sign_reversed": {"combine": lambda total, expected: expected - total},
    "no_subtraction": {"combine": lambda total, expected: total},
    "expected_entropy_only": {"combine": lambda total, expected: expected},
    "subtracts_itself": {"combine": lambda total, expected: 0 * total},
    "sums_over_samples": [{"combine": lambda total, expected, t=t: total - t * expected} for t in range(4, 10)],
    "keeps_passes": {"expected": "entropy alone"},
}
ENTROPY = ExactFunction("predictive_entropy", "the predictive entropy", entropy_of, usual, TOTALS, rtol=ROUGH)
INFORMATION = ExactFunction("mutual_information", "the mutual information", information_of, usual, INFORMATIONS,
                            rtol=ROUGH)  # fmt: skip
MEASURES = ENTROPY, INFORMATION


@pytest.mark.essential
@pytest.mark.points(2)
def test_predictive_entropy(student, rng):
    """The predictive entropy is the entropy of the average over the passes, one number for each input."""
    for _ in range(2):
        ENTROPY.expect(student, *usual(rng))


@pytest.mark.essential
@pytest.mark.points(2)
def test_mutual_information(student, rng):
    """The mutual information is the predictive entropy minus the expected entropy."""
    for _ in range(2):
        INFORMATION.expect(student, *usual(rng))


@pytest.mark.points(1)
def test_entropy_grows(student, rng):
    """The flatter the probabilities, the larger the predictive entropy."""
    logits = np.linspace(3, 0.2, 5)[:, None] * np.array([1.0, 0.1, -0.6, -0.2]) * rng.uniform(0.9, 1.1)
    probs = np.repeat(softmax(logits)[None], 6, axis=0)
    found = expect_numbers(student.predictive_entropy(probs), what=ENTROPY.what, size=5)
    expect_growing(found, what="the predictive entropy of ever flatter probabilities", least=TINY)


@pytest.mark.points(1)
def test_information_grows(student, rng):
    """The mutual information is 0 where the passes agree, and grows as they contradict each other."""
    doubt = np.linspace(0, rng.uniform(0.9, 1), 5)[:, None] * np.array([0.18, -0.1, -0.05, -0.03])
    sides = np.array([1, -1, 1, 1, -1, -1])[:, None, None]
    found = student.mutual_information(np.array([0.4, 0.3, 0.2, 0.1]) + sides * doubt)
    found = expect_numbers(found, what=INFORMATION.what, size=5)
    expect_that(abs(found[0]) <= TINY, what="the mutual information of passes that agree", observed=found[0],
                expected="0")  # fmt: skip
    expect_growing(found, what="the mutual information of passes that contradict each other ever more", least=TINY)


@pytest.mark.points(0.5)
def test_uniform(student, rng):
    """Where every pass gives K classes the same probability, the predictive entropy is log K."""
    k = int(rng.integers(4, 9))
    found = expect_numbers(student.predictive_entropy(np.full((k, k, k), 1 / k)), what=ENTROPY.what)
    what = f"the predictive entropy of {k} equally likely classes"
    expect_array(found, np.full(found.size, np.log(k)), what=what, rtol=ROUGH)


@pytest.mark.points(1.5)
def test_zero_probability(student, rng):
    """Probabilities of exactly 0 and 1 give finite results, which tell doubt from certainty."""
    cases = sure(rng)
    for measure in MEASURES:
        names, what = ["zero_gives_nan"] * measure.works(student, rng), f"{measure.what} of probabilities 0 and 1"
        values = [expect_returns(measure.call(student), probs, what=what) for probs in cases]
        none, much = (abs(expect_numbers(value, what=what, mistakes=names)) for value in values)
        expect_that(
            none.max() < 0.05 and much.min() > 2 * none.max() + 0.1,
            what=f"{measure.what} of passes that are sure of the same, and of different classes",
            observed=f"at most {none.max():.4g} and at least {much.min():.4g}",
            expected="0, and far more than 0",
        )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_zero_probability")
def test_certain(student, rng):
    """Both are 0 within 2e-6 where all passes are sure of the same class: a guard must not show."""
    for measure in MEASURES:
        size = abs(expect_numbers(measure.call(student)(sure(rng)[0]), what=measure.what)).max()
        expect_that(size <= TINY, what=f"{measure.what} of passes that are all sure of the same", expected="0",
                    observed=size, mistakes={"guard_too_large": size < 0.05})  # fmt: skip


@pytest.mark.points(0.5)
def test_single_pass_or_input(student, rng):
    """One pass or one input is enough: the results have shape (N,); with a single pass the mutual information is 0."""
    passes, inputs, classes = lengths(rng)
    for measure in MEASURES:
        call = measure.call(student)
        usual = getattr(call(answers(rng, passes, inputs, classes)), "shape", None) == (inputs,)
        names = ["drops_axes_of_length_one"] * usual
        for t, n in ((1, inputs), (passes, 1), (1, 1)):
            what = f"{measure.what} of probs of shape ({t}, {n}, {classes})"
            value = expect_returns(call, answers(rng, t, n, classes), what=what, mistakes=names)
            size, none = abs(expect_shape(value, (n,), what=what, mistakes=names)), t == 1 and measure is INFORMATION
            fits = size.max() <= TINY if none else size.min() > TINY
            expect_that(fits, what=what, observed=value, expected="0" if none else "other numbers than 0")


@pytest.mark.points(0.5)
def test_inputs_apart(student, rng):
    """What is said of an input depends on that input alone."""
    probs = with_zeros(rng)
    order = rng.permutation(probs.shape[1])
    for measure in MEASURES:
        usual, moved = (expect_numbers(measure.call(student)(p), what=measure.what, size=len(order))
                        for p in (probs, probs[:, order]))  # fmt: skip
        expect_that(np.ptp(usual) > TINY, what=f"{measure.what} of different inputs", observed="the same for all",
                    expected="numbers that differ")  # fmt: skip
        expect_array(moved, usual[order], what=f"{measure.what} of the same inputs in another order", rtol=1e-5)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_zero_probability")
def test_input_unchanged(student, rng):
    """probs is left as it was."""
    for measure in MEASURES:
        measure.expect_unchanged(student, with_zeros(rng), what="probs")
