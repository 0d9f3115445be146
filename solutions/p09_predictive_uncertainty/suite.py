"""The hidden suite of predictive uncertainty: every value is exact."""

import numpy as np
import pytest

from dropgrade.checks import expect_array, expect_returns, expect_that, expect_unchanged
from dropgrade.checks.readings import as_numbers, explained_by, measured, shown

ROUGH = 1e-3  # how exact the main checks are: guards against log 0 are judged by a check of their own
READ = 1e-5  # and how exactly a reading has to agree
TINY = 2e-6


def answers(rng, passes, inputs, classes):
    """Irregular probabilities (T, N, K) of passes that contradict each other, none near zero."""
    probs = rng.dirichlet(np.full(classes, 0.5), size=(passes, inputs)) + 0.02
    return probs / probs.sum(axis=-1, keepdims=True)


def some_answers(rng):
    """Probabilities with three lengths that differ."""
    return answers(rng, *(int(n) for n in rng.permutation([4, 5, 6]) + rng.integers(0, 2) * 3))


def functions(student):
    """The two functions, each with the words for its result."""
    return (
        ("the predictive entropy", student.predictive_entropy),
        ("the mutual information", student.mutual_information),
    )


def numbers_in(value, what, size=None):
    """The finite numbers in a result, in whatever layout; `size` says how many there have to be."""
    is_list = isinstance(value, list) and all(isinstance(v, int | float | np.number) for v in value)
    numbers = as_numbers(np.array(value) if is_list else value)
    fits = numbers is not None and numbers.size and size in (None, numbers.size)
    expect_that(bool(fits), what=what, observed=shown(value), expected=f"{size or 'some'} finite numbers")
    return numbers.ravel()


# The two results, with every mistake that is known.


def plogp(p):
    """p log p, where 0 log 0 = 0."""
    return p * np.log(np.where(p > 0, p, 1))


def softmax(p):
    """Softmax over the classes."""
    return np.exp(p) / np.exp(p).sum(axis=-1, keepdims=True)


def entropy_of(  # noqa: PLR0913 - one for each decision
    probs,
    *,
    treat=np.asarray,
    pool=np.mean,
    over=0,
    late=np.asarray,
    term=lambda p: -plogp(p),
    total=lambda h: h.sum(axis=-1),
    unit=lambda probs: 1.0,
    first="average",
    join=np.asarray,
):
    """The predictive entropy, right by default; or the expected entropy, where the entropy comes first."""
    p = treat(probs)
    if first == "average":
        return join(total(term(late(pool(p, axis=over)))) / unit(probs))
    entropies = total(term(p)) / unit(probs)
    return join(entropies if first == "entropy alone" else entropies.mean(axis=over))


def information_of(probs, *, combine=np.subtract, join=np.asarray, expected="entropy", **changes):
    """The mutual information, right by default."""
    of_samples = {k: v for k, v in changes.items() if k not in ("pool", "late")}
    return join(combine(entropy_of(probs, **changes), entropy_of(probs, first=expected, **of_samples)))


BOTH = {
    "softmaxes_probs": [{"treat": softmax}, {"late": softmax}],
    "averages_log_probs": {"pool": lambda p, axis: softmax(np.log(p).mean(axis=axis))},
    "averages_over_inputs": {"over": 1},
    "no_minus": {"term": plogp},
    "binary_entropy": {"term": lambda p: -plogp(p) - plogp(1 - p)},
    "averages_over_classes": {"total": lambda h: h.mean(axis=-1)},
    "keeps_class_axis": {"total": lambda h: h.sum(axis=-1, keepdims=True)},
    "sums_over_inputs": {"total": lambda h: h.sum(axis=-2)},
    "bits_for_nats": {"unit": lambda probs: np.log(2)},
    "log10_for_natural": {"unit": lambda probs: np.log(10)},
    "divides_by_log_k": {"unit": lambda probs: np.log(probs.shape[-1])},
    "one_number_for_all": [{"join": np.mean}, {"join": np.sum}],
}
ENTROPIES = BOTH | {"entropies_swapped": {"first": "entropy"}, "keeps_passes": {"first": "entropy alone"}}
INFORMATIONS = BOTH | {
    "entropies_swapped": {"combine": lambda total, expected: expected - total},
    "sign_reversed": {"combine": lambda total, expected: expected - total},
    "no_subtraction": {"combine": lambda total, expected: total},
    "expected_entropy_only": {"combine": lambda total, expected: expected},
    "subtracts_itself": {"combine": lambda total, expected: 0 * total},
    "keeps_passes": {"expected": "entropy alone"},
}


def unlisted(value):
    """A value, as an array where it is a list of numbers: that it is one, another check judges."""
    plain = isinstance(value, list) and all(isinstance(v, float | int | np.floating) for v in value)
    return np.array(value, dtype=float) if plain else value


def expect_both(call, formula, mistakes, probs, what):
    """Expect one of the two results, to a thousandth."""
    observed = call(probs)
    summed = {"combine": lambda total, expected: total - len(probs) * expected}
    more = {"sums_over_samples": summed} if formula is information_of else {}
    found = explained_by(unlisted(observed), formula, mistakes | more, probs, rtol=READ)
    found |= {"list_for_array": isinstance(observed, list) and not isinstance(unlisted(observed), list)}
    with measured(unlisted(observed)):
        expect_array(observed, formula(probs), what=what, mistakes=found, rtol=ROUGH)


@pytest.mark.essential
@pytest.mark.points(2)
def test_predictive_entropy(student, rng):
    """The predictive entropy is the entropy of the average over the passes, one number for each input."""
    for _ in range(2):
        probs = some_answers(rng)
        expect_both(student.predictive_entropy, entropy_of, ENTROPIES, probs, "the predictive entropy")


@pytest.mark.essential
@pytest.mark.points(2)
def test_mutual_information(student, rng):
    """The mutual information is the predictive entropy minus the expected entropy."""
    for _ in range(2):
        probs = some_answers(rng)
        expect_both(student.mutual_information, information_of, INFORMATIONS, probs, "the mutual information")


@pytest.mark.points(1)
def test_entropy_grows(student, rng):
    """The flatter the probabilities, the larger the predictive entropy."""
    logits = np.linspace(3, 0.2, 5)[:, None] * np.array([1.0, 0.1, -0.6, -0.2]) * rng.uniform(0.9, 1.1)
    probs = np.repeat(softmax(logits)[None], 6, axis=0)
    observed = numbers_in(student.predictive_entropy(probs), "the predictive entropy", 5)
    expect_that(
        bool((np.diff(observed) > TINY).all()),
        what="the predictive entropy of ever flatter probabilities",
        observed=observed,
        expected="numbers that grow",
        mistakes={"no_minus": np.allclose(observed, -entropy_of(probs), rtol=ROUGH)},
    )


@pytest.mark.points(1)
def test_information_grows(student, rng):
    """The mutual information is 0 where the passes agree, and grows as they contradict each other."""
    doubt = np.linspace(0, rng.uniform(0.9, 1), 5)[:, None] * np.array([0.18, -0.1, -0.05, -0.03])
    sides = np.array([1, -1, 1, 1, -1, -1])[:, None, None]
    probs = np.array([0.4, 0.3, 0.2, 0.1]) + sides * doubt
    observed = numbers_in(student.mutual_information(probs), "the mutual information", 5)
    expect_that(abs(observed[0]) <= TINY, what="the mutual information of passes that agree", observed=observed[0],
                expected="0")  # fmt: skip
    expect_that(
        bool((np.diff(observed) > TINY).all()),
        what="the mutual information of passes that contradict each other more and more",
        observed=observed,
        expected="numbers that grow",
    )


@pytest.mark.points(0.5)
def test_uniform(student, rng):
    """Where every pass gives K classes the same probability, the predictive entropy is log K."""
    k = int(rng.integers(4, 9))
    probs = np.full((k, k, k), 1 / k)
    observed = numbers_in(student.predictive_entropy(probs), "the predictive entropy")
    what = f"the predictive entropy of {k} equally likely classes"
    expect_array(observed, np.full(observed.size, np.log(k)), what=what, rtol=ROUGH)


def sure(rng):
    """Two arrays of probabilities 0 and 1: passes that are sure of the same class, and of one class each."""
    k = int(rng.integers(4, 7))
    turns = (np.arange(k)[:, None] + np.arange(k)) % k
    return np.eye(k)[np.full((k, k), int(rng.integers(k)))], np.eye(k)[turns]


@pytest.mark.points(1.5)
def test_zero_probability(student, rng):
    """Probabilities of exactly 0 and 1 give finite results, which tell doubt from certainty."""
    certain, contrary = sure(rng)
    for what, call in functions(student):
        usual = call(some_answers(rng))  # what fails here, too, is another matter
        sizes = []
        for probs in (certain, contrary):
            value = expect_returns(call, probs, what=f"{what} of probabilities 0 and 1")
            expect_that(shown(value) is value, what=f"{what} of probabilities 0 and 1", observed="NaN or infinity",
                        expected="finite numbers", mistakes={"zero_gives_nan": shown(usual) is usual})  # fmt: skip
            sizes.append(abs(numbers_in(value, what)))
        expect_that(
            sizes[0].max() < 0.05 and sizes[1].min() > 2 * sizes[0].max() + 0.1,
            what=f"{what} of passes that are sure of the same, and of different classes",
            observed=f"at most {sizes[0].max():.4g} and at least {sizes[1].min():.4g}",
            expected="0, and far more than 0",
        )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_zero_probability")
def test_certain(student, rng):
    """Both are 0 within 2e-6 where all passes are sure of the same class: a guard must not show."""
    for what, call in functions(student):
        value = numbers_in(call(sure(rng)[0]), what)
        seen = bool((abs(value) > TINY).any())
        expect_that(not seen, what=f"{what} of passes that are all sure of the same", observed=f"{value[0]:.4g}",
                    expected="0", mistakes={"guard_too_large": bool((abs(value) < 0.05).all())})  # fmt: skip


@pytest.mark.points(0.5)
def test_single_pass_or_input(student, rng):
    """One pass or one input is enough: the results have shape (N,); with a single pass the mutual information is 0."""
    passes, inputs, classes = (int(n) for n in rng.permutation([4, 5, 6]))
    for what, call in functions(student):
        usual = getattr(call(answers(rng, passes, inputs, classes)), "shape", None) == (inputs,)
        names = ["drops_axes_of_length_one"] if usual else []
        for t, n in ((1, inputs), (passes, 1), (1, 1)):
            words = f"{what} of probs of shape ({t}, {n}, {classes})"
            value = expect_returns(call, answers(rng, t, n, classes), what=words, mistakes=names)
            shape = str(value.shape) if isinstance(value, np.ndarray) else "no array"
            wanted = str((n,))
            expect_that(shape == wanted, what=f"the shape of {words}", observed=shape, expected=wanted, mistakes=names)
            none = t == 1 and what == "the mutual information"
            size = abs(numbers_in(value, what, n))
            fits = size.max() <= TINY if none else size.min() > TINY
            expect_that(bool(fits), what=words, observed=shown(value), expected="0" if none else "other numbers than 0")


@pytest.mark.points(0.5)
def test_inputs_apart(student, rng):
    """What is said of an input depends on that input alone."""
    probs = some_answers(rng)
    probs[:, 0] = np.eye(probs.shape[-1])[1]
    order = rng.permutation(probs.shape[1])
    for what, call in functions(student):
        usual = numbers_in(call(probs), what, len(order))
        moved = numbers_in(call(probs[:, order]), what, len(order))
        expect_that(np.ptp(usual) > TINY, what=f"{what} of different inputs", observed="the same for all",
                    expected="numbers that differ")  # fmt: skip
        expect_array(moved, usual[order], what=f"{what} of the same inputs in another order", rtol=READ)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_zero_probability")
def test_input_unchanged(student, rng):
    """probs is left as it was."""
    probs = some_answers(rng)
    probs[:, 0] = np.eye(probs.shape[-1])[1]
    for _, call in functions(student):
        call(probs.copy())
        expect_unchanged(student, what="probs", mistakes=["changes_input"])
