"""The hidden suite of Monte Carlo dropout. A scripted model makes every value exact."""

import itertools

import numpy as np
import pytest

from dropgrade.checks import (
    expect_array,
    expect_global_state_untouched,
    expect_like,
    expect_pair,
    expect_raises,
    expect_returns,
    expect_that,
    expect_unchanged,
    probe,
)

SAMPLES = 7
SHAPE = (4, 3)  # of one output: inputs, classes
OFFSET = 1e6
MEMBERS = ("mean", "variance")


class ScriptedModel:
    """Stands for a network with dropout: gives prepared outputs in turn, and notes what it is given.

    It answers whatever it is given, so that a check can say what was wrong with it, and keeps little of it.
    """

    def __init__(self, outputs, x):
        self.outputs, self.x = outputs, x
        self.calls = 0
        self.other = None  # the first thing it was given that is not x
        self.whole = True  # whether all of them had the shape of x
        self.extras = self.turned_off = False  # whether there was more than x, and whether that was False

    def __call__(self, x=None, *extras, **named):
        """The next output, or the average of them where a flag says that dropout is to be off."""
        output = self.outputs[self.calls % len(self.outputs)]
        self.calls += 1
        if self.other is None and not is_x(x, self.x):
            self.other = "nothing" if x is None else x
        self.whole = self.whole and isinstance(x, np.ndarray) and x.shape == self.x.shape
        self.extras = self.extras or bool(extras or named)
        self.turned_off = self.turned_off or any(extra is False for extra in (*extras, *named.values()))
        if self.turned_off:
            output = self.outputs[:SAMPLES].mean(axis=0)
        return self._fitting(output, x) if output.shape else float(output)

    def _fitting(self, output, given):
        """As many rows as it was given."""
        if not isinstance(given, np.ndarray) or not given.size or output.shape != SHAPE:
            return output
        if given.ndim == self.x.ndim:
            return np.resize(output, (min(len(given), 1000), *SHAPE[1:]))
        return output[0] if given.ndim < self.x.ndim else output


def is_x(given, x):
    """Whether a model was given x: another array of the same values is as good."""
    return isinstance(given, np.ndarray) and given.dtype == x.dtype and np.array_equal(given, x)


def scripted(rng, shape=SHAPE):
    """A model with irregular outputs in (0, 1), more of them than are asked for, and its input."""
    x = probe((SHAPE[0], 5), rng)
    return ScriptedModel(0.05 + 0.9 * rng.random((3 * SAMPLES, *shape)), x), x


def ask(student, model, x, n=SAMPLES):
    """One call: its two members as they came, but plain numbers as 0-d arrays."""
    return tuple(map(as_array, expect_pair(student.mc_dropout(model, x, n), MEMBERS)))


def as_array(value):
    """A plain number as a 0-d array; anything else as it is."""
    if type(value) in (int, float):
        return np.asarray(value, float)
    return np.asarray(value) if isinstance(value, np.generic) else value


def alike(observed, value):
    """Whether something that a student returned agrees with a value, up to rounding."""
    if not isinstance(observed, np.ndarray) or observed.shape != np.shape(value):
        return False
    rtol = 1e-5 if observed.dtype == np.float32 else 1e-9
    return bool(np.allclose(observed, value, rtol=rtol, atol=1e-12))


# What each mistake, and each two of them, would give: pairs of names and a value.

AXES = {0: (), 1: ("averages_wrong_axis",), -1: ("averages_wrong_axis",), None: ("averages_everything",)}


def softmax(y):
    """Softmax over the last axis; a single number becomes 1."""
    e = np.exp(np.atleast_1d(y))
    return (e / e.sum(axis=-1, keepdims=True)).reshape(np.shape(y))


def averaged(samples):
    """The ways to lay out an average: names, samples, axis."""
    treatments = (((), samples), (("softmaxes_samples",), softmax(samples)))
    for (treated, y), (axis, over) in itertools.product(treatments, AXES.items()):
        yield treated + over, y, axis


def readings_of_mean(samples):
    """What may have been meant by the mean."""
    for names, y, axis in averaged(samples):
        for middle, kind in ((np.mean, ()), (np.median, ("median_for_mean",))):
            value = middle(y, axis=axis)
            yield names + kind, value
            yield (*names, *kind, "averages_logits"), softmax(value)


def readings_of_variance(samples):
    """What may have been meant by the variance."""
    for names, y, axis in averaged(samples):
        n = y.size if axis is None else y.shape[axis]
        for center, about in (
            (np.mean(y, axis=axis, keepdims=True), ()),
            (np.median(y, axis=axis, keepdims=True), ("median_for_mean",)),
            (0.0, ("second_moment",)),
        ):
            total = np.sum((y - center) ** 2, axis=axis)
            for divisor, kind in (
                (n, ()),
                (max(n - 1, 1), ("divides_by_t_minus_one",)),
                (1, ("sum_of_squares",)),
                (n**2, ("variance_of_the_mean",)),
            ):
                value = total / divisor
                yield names + about + kind, value
                yield (*names, *about, *kind, "standard_deviation"), np.sqrt(value)
                if not about:  # E[y²] + E[y (1 - y)] would be the mean
                    yield (*names, *kind, "adds_aleatoric"), value + np.mean(y * (1 - y), axis=axis)


def named(observed, readings):
    """The names of the plainest reading that agrees, at most two of them."""
    plainest = sorted((r for r in readings if len(r[0]) <= 2), key=lambda r: len(r[0]))
    return next((names for names, value in plainest if alike(observed, value)), None)


def passes_used(model, mean):
    """The outputs that a mean was taken of: as many as asked for, from either end, or all that there were.

    How many passes there were is one check's matter; all others judge the passes that were used.
    """
    calls = min(max(model.calls, 1), len(model.outputs))
    choices = (model.outputs[:SAMPLES], model.outputs[max(calls - SAMPLES, 0) : calls], model.outputs[:calls])
    for choice in choices:
        if alike(mean, choice.mean(axis=0)):
            return choice
    return next((c for c in choices if named(mean, readings_of_mean(c)) is not None), choices[0])


def in_order(model, pair):
    """(mean, variance, whether they were exchanged): their order is one check's matter, too."""
    mean, variance = pair
    means = [model.outputs[:n].mean(axis=0) for n in {SAMPLES, max(model.calls, 1)}]
    exchanged = any(alike(variance, m) for m in means) and not any(alike(mean, m) for m in means)
    return (variance, mean, True) if exchanged else (mean, variance, False)


@pytest.mark.points(1.5)
def test_number_of_passes(student, rng):
    """forward is called once for every sample: n_samples times in all."""
    model, x = scripted(rng)
    pair = ask(student, model, x)
    calls, whole = model.calls, model.whole
    expect_that(
        calls == SAMPLES,
        what=f"the number of times that forward is called at n_samples = {SAMPLES}",
        observed=f"{calls}",
        expected=f"{SAMPLES}",
        mistakes={
            "one_pass": whole and calls == 1,
            "one_pass_too_few": whole and calls == SAMPLES - 1,
            "one_pass_too_many": whole and calls == SAMPLES + 1,
            "fresh_samples_for_variance": whole and calls == 2 * SAMPLES,
        },
    )
    for value, member in zip(pair, MEMBERS, strict=True):  # passes that nothing is made of are worth nothing
        sound = isinstance(value, np.ndarray) and value.dtype.kind == "f" and np.isfinite(value).all()
        expect_that(bool(sound), what=member, observed=value, expected="finite numbers")


@pytest.mark.points(1)
@pytest.mark.needs("test_number_of_passes")
def test_what_forward_is_given(student, rng):
    """forward is given x as it is, and nothing else."""
    model, x = scripted(rng)
    ask(student, model, x)
    expect_that(model.calls > 0, what="the calls of forward", observed="none", expected=f"{SAMPLES}")
    expect_that(
        not model.extras,
        what="what forward is given",
        observed="x and something else",
        expected="x alone",
        mistakes={"turns_dropout_off": model.turned_off, "passes_extra_arguments": not model.turned_off},
    )
    other = model.other
    shape = other.shape if isinstance(other, np.ndarray) else None
    expect_that(
        other is None,
        what="what forward is given",
        observed="an array of its shape with other values" if shape == x.shape else other,
        expected=f"x itself, an array of shape {x.shape}",
        mistakes={
            "perturbs_input": shape == x.shape and not student.last.changed,
            "one_row_at_a_time": shape in (x.shape[1:], (1, *x.shape[1:])),
            "stacks_copies_of_x": shape in ((SAMPLES * len(x), *x.shape[1:]), (SAMPLES, *x.shape)),
        },
    )


@pytest.mark.points(1.5)
def test_mean(student, rng):
    """The mean is the average of the n_samples outputs, entry by entry."""
    model, x = scripted(rng)
    pair = ask(student, model, x)
    mean, _, exchanged = in_order(model, pair)
    samples = passes_used(model, mean)
    right = alike(pair[0], samples.mean(axis=0))
    names = ("pair_swapped",) if exchanged else () if right else named(mean, readings_of_mean(samples))
    expect_that(
        len(samples) == SAMPLES,
        what="mean",
        observed=f"the average of {len(samples)} of forward's outputs",
        expected=f"the average of {SAMPLES}",
        mistakes=names or (),
    )
    expect_array(pair[0], samples.mean(axis=0), what="mean", mistakes=dict.fromkeys(names or (), True))


@pytest.mark.points(2)
@pytest.mark.needs("test_number_of_passes")
def test_variance(student, rng):
    """The variance is the average squared distance from the mean, entry by entry."""
    model, x = scripted(rng)
    mean, variance, _ = in_order(model, ask(student, model, x))
    samples = passes_used(model, mean)
    expected = samples.var(axis=0)
    names = () if alike(variance, expected) else named(variance, readings_of_variance(samples))
    expect_array(variance, expected, what="variance", mistakes=dict.fromkeys(names or (), True))


@pytest.mark.points(1)
@pytest.mark.needs("test_number_of_passes")
def test_any_shape(student, rng):
    """Outputs may have any shape, or be plain numbers."""
    model, x = scripted(rng)
    members = ask(student, model, x)
    usual = model.other is None and all(isinstance(m, np.ndarray) and m.shape == SHAPE for m in members)
    for shape in ((6,), (2, 3, 4), ()):  # where the usual shape fails too, these tell nothing new
        kind = f"outputs of shape {shape}" if shape else "outputs that are plain numbers"
        names = ["two_dimensional_only" if shape else "arrays_only"] if usual else []
        result = expect_returns(
            student.mc_dropout, *scripted(rng, shape), SAMPLES, what=f"a call with {kind}", mistakes=names
        )
        for value, member in zip(map(as_array, expect_pair(result, MEMBERS)), MEMBERS, strict=True):
            expect_that(
                isinstance(value, np.ndarray) and value.shape == shape,
                what=f"{member} of {kind}",
                observed=value,
                expected=f"an array of shape {shape}" if shape else "a number",
                mistakes=names,
            )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_number_of_passes", "test_variance")
def test_large_outputs(student, rng):
    """The variance stays accurate where outputs are large and differ little."""
    model, x = scripted(rng)
    large = ScriptedModel(OFFSET + model.outputs / 100, x)
    small = ScriptedModel(large.outputs - OFFSET, x)  # the same distances, exactly
    near, far = (in_order(m, ask(student, m, x))[1] for m in (small, large))
    expect_like(near, small.outputs[0], what="variance")
    double = isinstance(far, np.ndarray) and far.shape == near.shape and far.dtype == np.float64
    expect_array(
        far,
        near,
        what="the variance of outputs near 1,000,000",
        rtol=1e-5,
        mistakes={"cancels_digits": double and is_near(far, near)},
    )


def is_near(far, near):
    """Whether two variances differ as rounding makes them: by little, or by the root of a negative number."""
    return bool(np.isfinite(far).any() and (abs(np.nan_to_num(far) - near) < 0.1).all())


@pytest.mark.points(0.5)
@pytest.mark.needs("test_number_of_passes")
def test_one_sample(student, rng):
    """With n_samples = 1 the mean is the one output, and the variance is 0."""
    model, x = scripted(rng)
    mean, variance = ask(student, model, x, 1)
    expect_array(mean, model.outputs[0], what="mean at n_samples = 1")
    expect_array(variance, np.zeros(SHAPE), what="variance at n_samples = 1")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_number_of_passes")
def test_dtype(student, rng):
    """Mean and variance are float64."""
    for value, member in zip(ask(student, *scripted(rng)), MEMBERS, strict=True):
        expect_that(isinstance(value, np.ndarray), what=member, observed=value, expected="an array")
        expect_that(
            value.dtype == np.float64,
            what=f"the dtype of {member}",
            observed=str(value.dtype),
            expected="float64",
            mistakes={"single_precision": value.dtype in (np.float32, np.float16)},
        )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_number_of_passes")
def test_input_unchanged(student, rng):
    """x is left as it was."""
    ask(student, *scripted(rng))
    expect_unchanged(student, what="x", mistakes=["changes_input"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_number_of_passes")
def test_draws_nothing(student, rng):
    """The global random state is neither used nor seeded: all chance is inside forward."""
    ask(student, *scripted(rng))
    expect_global_state_untouched(student, mistakes=["uses_global_random"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_number_of_passes")
def test_refuses_no_samples(student, rng):
    """n_samples below 1 raises ValueError."""
    for n in (0, -2):
        expect_raises(
            "ValueError",
            student.mc_dropout,
            *scripted(rng),
            n,
            what=f"a call with n_samples = {n}",
            mistakes=["takes_no_samples"],
        )
