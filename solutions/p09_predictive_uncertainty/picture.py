"""Two kinds of doubt as a picture: passes that agree on a half, and passes of which half are sure of either class."""

import numpy as np

from dropgrade.pictures.data import curve, numbers

PASSES = 80


def picture(student):
    """The average probability of a class from 0 to 1/2, reached by agreement and by disagreement."""
    average = np.arange(PASSES // 2 + 1) / PASSES
    agree = np.broadcast_to(average, (PASSES, average.size))
    disagree = (np.arange(PASSES)[:, None] < np.arange(average.size)).astype(float)
    return [
        drawn(student, "All passes agree", agree, "they are unsure alike: the information should be 0"),
        drawn(
            student,
            "Each pass is sure of one class",
            disagree,
            "they contradict each other: the two should coincide",
        ),
    ]


def drawn(student, title, q, note):
    """Both measures over the average probability; q holds the probability of one of two classes for every pass."""
    average = q.mean(axis=0)
    probs = np.stack([q, 1 - q], axis=-1)
    lines = {
        "entropy": numbers(student.predictive_entropy(probs), "predictive_entropy(probs)", average.shape),
        "mutual information": numbers(student.mutual_information(probs), "mutual_information(probs)", average.shape),
    }
    return curve(title, average, lines, x_axis="average probability of one of two classes", y_axis="nats", note=note)
