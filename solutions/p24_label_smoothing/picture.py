"""Label smoothing as a picture: labels that leave room for doubt, and a loss that asks for no endless certainty."""

import numpy as np

from dropgrade.pictures.data import cells, curve, numbers

CLASSES, ALPHAS = 5, (0.0, 0.1, 0.3)
MARGINS = np.linspace(-2.0, 12.0, 57)


def picture(student, rng):
    """Labels before and after, and the loss over how far the right logit lies above the others."""
    y = np.eye(CLASSES)[rng.integers(CLASSES, size=8)]
    labels = {
        f"alpha {alpha:g}": numbers(student.smooth_labels(y, alpha), "smooth_labels", y.shape) for alpha in ALPHAS
    }
    lines = {f"alpha {alpha:g}": losses(student, alpha) for alpha in ALPHAS}
    return [
        cells("Labels", labels, rows="samples", columns="classes", words=None),
        curve("The loss of one sample", MARGINS, lines, x_axis="right logit minus the others", y_axis="loss",
              note="with alpha above 0 it is least at a finite distance"),
    ]  # fmt: skip


def losses(student, alpha):
    """The loss for each margin."""
    right = np.array([0])
    found = [student.smoothed_cross_entropy(m * np.eye(1, CLASSES), right, alpha) for m in MARGINS]
    return np.array([float(numbers(loss, "smoothed_cross_entropy", ())) for loss in found])
