"""The hidden suite of layer norm."""

import numpy as np
import pytest

from dropgrade.checks import credit, expect_array, expect_like, expect_pair, expect_unchanged, expect_value, probe

EPS = 0.5
"""Large enough that its place can be seen."""


def forward(x, gain, bias, axis=-1, ddof=0, outside=False):
    """What is right, and what comes of another axis, divisor or place of eps."""
    std = np.sqrt(x.var(axis=axis, ddof=ddof, keepdims=True) + (0 if outside else EPS)) + (EPS if outside else 0)
    normed = (x - x.mean(axis=axis, keepdims=True)) / std
    return normed * gain + bias, normed, std


@pytest.fixture
def given(rng):
    """Rows, a gain and a bias."""
    return probe((5, 4), rng) * 3, probe(4, rng), probe(4, rng)


@pytest.mark.points(2)
def test_form(student, given):
    """`layer_norm` returns a pair, and a row of equal numbers becomes the bias."""
    x, gain, bias = given
    out, _ = expect_pair(student.layer_norm(np.full_like(x, 7.0), gain, bias), names=("out", "cache"))
    out = expect_like(out, x)
    expect_array(out, np.tile(bias, (5, 1)), what="out for equal numbers", mistakes={"without_bias": np.zeros_like(x)})


@pytest.mark.points(3)
@pytest.mark.needs("test_form")
@pytest.mark.essential
def test_forward(student, given):
    """Each row is normalised by its own mean and variance."""
    x, gain, bias = given
    out, _ = expect_pair(student.layer_norm(x, gain, bias, eps=EPS), names=("out", "cache"))
    expect_array(
        out,
        forward(x, gain, bias)[0],
        what="out",
        mistakes={
            "over_the_batch": forward(x, gain, bias, axis=0)[0],
            "divides_by_one_less": forward(x, gain, bias, ddof=1)[0],
            "eps_outside_the_root": forward(x, gain, bias, outside=True)[0],
            "without_bias": forward(x, gain, 0)[0],
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_forward")
def test_size(student, rng):
    """With gain 1, bias 0 and the usual eps the squares of a row have a mean just below 1."""
    x = probe((2, 50), rng)
    out, _ = expect_pair(student.layer_norm(x, np.ones(50), np.zeros(50)), names=("out", "cache"))
    out, var = expect_like(out, x), x[0].var()
    expect_value((out[0] ** 2).mean(), var / (var + 1e-5), what="the mean of the squares", rtol=1e-6)


@pytest.mark.points(3)
@pytest.mark.needs("test_forward")
def test_backward(student, given, rng):
    """`layer_norm_backward` gives the gradients of x, gain and bias."""
    x, gain, bias = given
    _, cache = expect_pair(student.layer_norm(x, gain, bias, eps=EPS), names=("out", "cache"))
    dout = rng.normal(size=x.shape)
    dx, dgain, dbias = expect_pair(student.layer_norm_backward(dout, cache), names=("dx", "dgain", "dbias"))
    _, normed, std = forward(x, gain, bias)
    expect_array(dbias, dout.sum(axis=0), what="dbias", mistakes={"means_over_the_batch": dout.mean(axis=0)})
    expect_array(
        dgain,
        (dout * normed).sum(axis=0),
        what="dgain",
        mistakes={"means_over_the_batch": (dout * normed).mean(axis=0)},
    )
    credit(0.4, "dgain and dbias")
    g = dout * gain
    of_mean, of_var = (part.mean(axis=-1, keepdims=True) for part in (g, g * normed))
    expect_array(
        dx,
        (g - of_mean - normed * of_var) / std,
        what="dx",
        mistakes={
            "mean_and_variance_held": g / std,
            "variance_held": (g - of_mean) / std,
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_forward")
def test_unchanged(student, given):
    """No input is changed."""
    student.layer_norm(*given)
    expect_unchanged(student, mistakes=["changes_x"])
