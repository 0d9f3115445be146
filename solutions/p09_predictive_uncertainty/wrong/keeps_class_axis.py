"""It looks as if the axis of the classes is kept, with length 1, as by `keepdims=True`. The result then has
the shape (N, 1), and subtracting an array of shape (N,) from it would quietly give N by N numbers.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1, keepdims=True)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=0)
