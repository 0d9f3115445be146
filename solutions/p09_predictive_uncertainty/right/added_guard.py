"""A guard of 1e-8 added inside the logarithm, and the result cut off at 0."""

import numpy as np

EPS = 1e-8


def predictive_entropy(probs):
    p = np.mean(probs, axis=0)
    return np.maximum(-np.sum(p * np.log(p + EPS), axis=1), 0)


def mutual_information(probs):
    expected = np.mean(-np.sum(probs * np.log(probs + EPS), axis=2), axis=0)
    return np.maximum(predictive_entropy(probs) - expected, 0)
