"""Standard dropout as a picture: training loses a share p of the mean, and evaluation gives up as much."""

from dropgrade.checks import expect_pair
from dropgrade.pictures.data import activations, bars, before_and_after, numbers


def picture(student, p, rng):
    """One batch in training and at evaluation."""
    x = activations((40, 60), rng)
    out, _ = expect_pair(student.standard_dropout(x, p, True, rng))
    drawn = before_and_after(x, out, p)
    evaluated, _ = expect_pair(student.standard_dropout(x, p, False, rng))
    means = {"x": x.mean(), "training": out.mean(), "evaluation": numbers(evaluated, "out", x.shape).mean()}
    wanted = {"evaluation": (1 - p) * x.mean()}
    return [*drawn, bars("The mean of the batch", means, axis="mean", expected=wanted)]
