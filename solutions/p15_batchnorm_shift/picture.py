"""The variance shift as a picture: what batch norm has learned in training does not fit at evaluation."""

import numpy as np

from dropgrade.checks import expect_pair
from dropgrade.pictures.data import activations, curve, histogram, numbers

SHAPE = (400, 3)
RATES = np.linspace(0.0, 0.9, 31)
MEMBERS = ("out_train", "out_eval")


def picture(student, p, rng):
    """Both orders of the two layers on one batch, and the ratio of the variances over all rates."""
    x = activations(SHAPE, rng) - np.array([2.0, 1.0, 0.0])  # means of 0, 1 and 2
    ratios = np.stack([asked(student, x, float(rate)) for rate in RATES])
    lines = {f"mean {n}": ratios[:, n] for n in range(SHAPE[1])}
    return [
        outputs("Dropout before batch norm", student.dropout_then_bn(x, p, rng)),
        outputs("Batch norm before dropout", student.bn_then_dropout(x, p, rng)),
        curve("variance_shift of features with other means", RATES, lines, x_axis="p", y_axis="evaluation / train"),
    ]


def outputs(title, pair):
    """The outputs of a block in training and at evaluation, for the feature with the largest mean."""
    train, evaluation = expect_pair(pair, MEMBERS)
    train, evaluation = numbers(train, "out_train", SHAPE)[:, -1], numbers(evaluation, "out_eval", SHAPE)[:, -1]
    return histogram(title, {"training": train, "evaluation": evaluation}, axis="output")


def asked(student, x, p):
    """The ratio of the variances, where it can be drawn."""
    _, _, ratio = expect_pair(student.variance_shift(x, p), ("train", "evaluation", "ratio"))
    return numbers(ratio, "ratio", SHAPE[1:])
