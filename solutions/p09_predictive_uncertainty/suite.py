"""The hidden suite of predictive uncertainty: every value is exact."""

import itertools
from contextlib import suppress

import numpy as np
import pytest

from dropgrade.checks import expect_array, expect_returns, expect_that, expect_unchanged

SAMPLES, INPUTS, CLASSES = 6, 5, 4
ROUGH = 1e-3  # how exact the main checks are: guards against log 0 are judged by a check of their own
TINY = 2e-6


def answers(rng, samples=SAMPLES, inputs=INPUTS, classes=CLASSES):
    """Irregular probabilities (T, N, K) of samples that contradict each other, none near zero."""
    probs = rng.dirichlet(np.full(classes, 0.5), size=(samples, inputs)) + 0.02
    return probs / probs.sum(axis=-1, keepdims=True)


def one_hot(*labels, classes=CLASSES):
    """Probabilities that are exactly 0 and 1."""
    return np.eye(classes)[list(labels)]


def as_array(value):
    """A plain number as a 0-d array; anything else as it is."""
    if type(value) in (int, float):
        return np.asarray(value, float)
    return np.asarray(value) if isinstance(value, np.generic) else value


def both(student):
    """The two functions, each with the words for its result."""
    return (
        ("predictive entropy", student.predictive_entropy),
        ("mutual information", student.mutual_information),
    )


def entries(value, n, what):
    """The n real numbers in a result; their layout is another check's matter."""
    fits = isinstance(value, np.ndarray) and value.size == n and value.dtype.kind in "fiu"
    observed = value[()] if isinstance(value, np.ndarray) else value  # a 0-d array reads as its number
    expect_that(fits, what=what, observed=observed, expected=f"an array of shape ({n},)")
    return value.ravel().astype(float)


def grows(values):
    """Whether every number is above the one before."""
    return bool((values[1:] > values[:-1] + TINY).all())


def alike(observed, value):
    """Whether something that a student returned agrees with a value, up to rounding and a tiny guard."""
    same_shape = isinstance(observed, np.ndarray) and observed.shape == np.shape(value)
    return same_shape and bool(np.allclose(observed, value, rtol=1e-5, atol=1e-6))


# What each mistake, and each two of them, would give: names, and how they would have it computed.


def plogp(p):
    """p log p, where 0 log 0 = 0."""
    return p * np.log(np.where(p > 0, p, 1))


def softmax(p):
    """Softmax over the classes."""
    return np.exp(p) / np.exp(p).sum(axis=-1, keepdims=True)


def geometric_mean(p):
    """The average of the logarithms over the samples, as probabilities again."""
    return softmax(np.log(p).mean(axis=0))


TREATED = [((), lambda p: p), (("softmaxes_probs",), softmax)]
POOLED = [
    ((), lambda p: p.mean(axis=0)),
    (("averages_log_probs",), geometric_mean),
    (("averages_over_inputs",), lambda p: p.mean(axis=1)),
    (("softmaxes_probs",), lambda p: softmax(p.mean(axis=0))),
]
TERMS = [
    ((), lambda p: -plogp(p)),
    (("no_minus",), plogp),
    (("binary_entropy",), lambda p: -plogp(p) - plogp(1 - p)),
]
SUMMED = [
    ((), lambda h: h.sum(axis=-1)),
    (("averages_over_classes",), lambda h: h.mean(axis=-1)),
    (("keeps_class_axis",), lambda h: h.sum(axis=-1, keepdims=True)),
    (("sums_over_inputs",), lambda h: h.sum(axis=-2)),
    (("one_number_for_all",), lambda h: h.sum(axis=(-2, -1))),
    (("one_number_for_all",), lambda h: h.sum(axis=-1).mean(axis=-1)),
]
UNITS = {(): 1.0, ("bits_for_nats",): np.log(2), ("log10_for_natural",): np.log(10)}
OF_ENTROPIES = [
    ((), lambda total, expected: total),
    (("entropies_swapped",), lambda total, expected: expected),
]
OF_INFORMATION = [
    ((), lambda total, expected: total - expected),
    (("no_subtraction",), lambda total, expected: total),
    (("expected_entropy_only",), lambda total, expected: expected),
    (("sums_over_samples",), lambda total, expected: total - SAMPLES * expected),
]


def readings(probs, combined, terms=TERMS):
    """Names and the value that goes with them, the fewest names first and at most two."""
    units = [*UNITS.items(), (("divides_by_log_k",), np.log(probs.shape[-1]))]
    choices = itertools.product(TREATED, POOLED, terms, SUMMED, units, combined)
    with_names = ((sum((names for names, _ in choice), ()), choice) for choice in choices)
    for names, choice in sorted((c for c in with_names if len(c[0]) <= 2), key=lambda c: len(c[0])):
        (treat, pool, term, total, unit, combine) = (how for _, how in choice)
        treated = treat(probs)
        axis = 1 if "averages_over_inputs" in names else 0
        of_average = total(term(pool(treated))) / unit
        of_samples = total(term(treated)) / unit
        with suppress(ValueError, IndexError):  # two wrong axes at once need not fit together
            yield names, combine(of_average, of_samples.mean(axis=axis))


def named(observed, found):
    """The names of the plainest reading that agrees; None where there is none."""
    return next((names for names, value in found if alike(observed, value)), None)


def names_of_entropy(student, probs):
    """What explains the student's predictive entropy: (), names, or None."""
    with suppress(Exception):
        return named(as_array(student.predictive_entropy(probs)), readings(probs, OF_ENTROPIES))
    return None


def names_of_information(student, probs, observed):
    """What explains a wrong mutual information; where two mistakes give the same, the entropy decides."""
    known = names_of_entropy(student, probs)
    minus_lost = known is not None and "no_minus" in known
    swapped = known is not None and "entropies_swapped" in known
    combined = list(OF_INFORMATION)
    if swapped or not minus_lost:
        name = "entropies_swapped" if swapped else "sign_reversed"
        combined.append(((name,), lambda total, expected: expected - total))
    if known is not None:
        name = "entropies_swapped" if swapped else "subtracts_itself"
        combined.append(((name,), lambda total, expected: 0 * expected))
    terms = [t for t in TERMS if minus_lost or "no_minus" not in t[0]]
    return named(observed, readings(probs, combined, terms))


def expected_values(probs):
    """The predictive entropy and the mutual information."""
    total = -plogp(probs.mean(axis=0)).sum(axis=-1)
    return total, total + plogp(probs).sum(axis=-1).mean(axis=0)


@pytest.mark.points(2)
def test_predictive_entropy(student, rng):
    """The predictive entropy is the entropy of the average over the samples, one number for each input."""
    probs = answers(rng)
    observed, expected = as_array(student.predictive_entropy(probs)), expected_values(probs)[0]
    names = () if alike(observed, expected) else named(observed, readings(probs, OF_ENTROPIES)) or ()
    mistakes = dict.fromkeys(names, True)
    expect_array(observed, expected, what="the predictive entropy", mistakes=mistakes, rtol=ROUGH)


@pytest.mark.points(2)
def test_mutual_information(student, rng):
    """The mutual information is the predictive entropy minus the expected entropy."""
    probs = answers(rng)
    observed, expected = as_array(student.mutual_information(probs)), expected_values(probs)[1]
    names = () if alike(observed, expected) else names_of_information(student, probs, observed) or ()
    mistakes = dict.fromkeys(names, True)
    expect_array(observed, expected, what="the mutual information", mistakes=mistakes, rtol=ROUGH)


@pytest.mark.points(1)
def test_entropy_grows(student):
    """The flatter the probabilities, the larger the predictive entropy."""
    logits = np.linspace(3, 0.2, INPUTS)[:, None] * np.array([1.0, 0.1, -0.6, -0.2])
    probs = np.repeat(softmax(logits)[None], SAMPLES, axis=0)
    observed = entries(student.predictive_entropy(probs), INPUTS, "the predictive entropy")
    expect_that(
        grows(observed),
        what="the predictive entropy of ever flatter probabilities",
        observed=observed,
        expected="numbers that grow",
        mistakes={"no_minus": bool((observed < 0).all()) and grows(-observed)},
    )


@pytest.mark.points(1)
def test_information_grows(student):
    """The mutual information is 0 where the samples agree, and grows as they contradict each other."""
    contradiction = np.linspace(0, 1, INPUTS)[:, None] * np.array([0.18, -0.1, -0.05, -0.03])
    sides = np.array([1, -1, 1, 1, -1, -1])[:, None, None]
    probs = np.array([0.4, 0.3, 0.2, 0.1]) + sides * contradiction
    observed = entries(student.mutual_information(probs), INPUTS, "the mutual information")
    expect_that(
        abs(observed[0]) <= TINY,
        what="the mutual information of samples that agree",
        observed=f"{observed[0]:.6g}",
        expected="0",
    )
    expect_that(
        grows(observed),
        what="the mutual information of samples that contradict each other more and more",
        observed=observed,
        expected="numbers that grow",
    )


@pytest.mark.points(1)
def test_uniform(student):
    """Where every sample gives K classes the same probability, the predictive entropy is log K."""
    classes = 6
    probs = np.full((3, 4, classes), 1 / classes)
    observed = entries(student.predictive_entropy(probs), 4, "the predictive entropy")
    size = np.log(classes)
    units = {"bits_for_nats": np.log(2), "log10_for_natural": np.log(10), "divides_by_log_k": size}
    shares = {1: (), classes: ("averages_over_classes",)}
    mistakes = {"no_minus": bool((observed < 0).all())}
    for (name, unit), (share, more) in itertools.product([("", 1.0), *units.items()], shares.items()):
        agrees = bool(np.allclose(abs(observed), size / unit / share, rtol=ROUGH))
        mistakes |= dict.fromkeys(filter(None, (name, *more)), True) if agrees else {}
    expect_array(
        observed,
        np.full(4, size),
        what=f"the predictive entropy of {classes} equally likely classes",
        mistakes=mistakes,
        rtol=ROUGH,
    )


@pytest.mark.points(1.5)
@pytest.mark.needs("test_entropy_grows", "test_information_grows")
def test_zero_probability(student, rng):
    """Probabilities of exactly 0 and 1 give finite results, and 0 where all samples are sure of the same."""
    certain = np.repeat(one_hot(2, 0, 3)[None], SAMPLES, axis=0)
    contrary = np.stack([one_hot(t % 2, t % 3, 1) for t in range(SAMPLES)])
    names = ["zero_gives_nan"]
    for (words, call), probs in itertools.product(both(student), (certain, contrary)):
        call(answers(rng))  # raising here, too, is another matter
        what = f"the {words} of probabilities 0 and 1"
        value = expect_returns(call, probs, what=what, mistakes=names)
        expect_that(
            bool(np.isfinite(entries(as_array(value), 3, f"the {words}")).all()),
            what=what,
            observed=value,
            expected="finite numbers",
            mistakes=names,
        )
    for words, call in both(student):
        value = entries(as_array(call(certain)), 3, f"the {words}")
        expect_that(
            bool((abs(value) <= TINY).all()),
            what=f"the {words} of samples that are all certain of the same",
            observed=value,
            expected="0 for each input",
            mistakes={"guard_too_large": bool((abs(value) < 0.05).all())},
        )


@pytest.mark.points(1)
@pytest.mark.needs("test_entropy_grows")
def test_single_sample_or_input(student, rng):
    """One sample or one input is enough: the results still have the shape (N,)."""
    for words, call in both(student):
        usual = as_array(call(answers(rng)))
        sound = isinstance(usual, np.ndarray) and usual.shape == (INPUTS,)
        names = ["drops_axes_of_length_one"] if sound else []
        for samples, inputs in ((1, INPUTS), (SAMPLES, 1), (1, 1)):
            what = f"the {words} of probs of shape ({samples}, {inputs}, {CLASSES})"
            probs = answers(rng, samples, inputs)
            value = as_array(expect_returns(call, probs, what=what, mistakes=names))
            expect_that(
                isinstance(value, np.ndarray) and value.shape == (inputs,),
                what=f"the shape of {what}",
                observed=str(value.shape) if isinstance(value, np.ndarray) else value,
                expected=f"({inputs},)",
                mistakes=names,
            )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_entropy_grows")
def test_input_unchanged(student, rng):
    """probs is left as it was."""
    probs = answers(rng)
    probs[:, 0] = one_hot(1)
    for _, call in both(student):
        call(probs.copy())
        expect_unchanged(student, what="probs", mistakes=["changes_input"])
