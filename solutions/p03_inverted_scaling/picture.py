"""Inverted dropout as a picture: survivors grow, and the mean stays where it was."""

from dropgrade.checks import expect_pair
from dropgrade.pictures.data import activations, bars, before_and_after, numbers


def picture(student, p, rng):
    """One batch in training and at evaluation."""
    x = activations((40, 60), rng)
    out, _ = expect_pair(student.inverted_dropout(x, p, training=True, rng=rng))
    drawn = before_and_after(x, out, p)
    evaluated, _ = expect_pair(student.inverted_dropout(x, p, training=False))
    means = {"x": x.mean(), "training": out.mean(), "evaluation": numbers(evaluated, "out", x.shape).mean()}
    return [*drawn, bars("The mean of the batch", means, axis="mean", expected={"evaluation": x.mean()})]
