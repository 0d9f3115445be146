"""0 log 0 as NumPy computes it, NaN, which is then replaced by 0."""

import numpy as np


def expected_entropy(probs):
    with np.errstate(divide="ignore", invalid="ignore"):
        return -np.nansum(probs * np.log(probs), axis=-1).mean(axis=0)


def predictive_entropy(probs):
    return expected_entropy(probs.mean(axis=0, keepdims=True))


def mutual_information(probs):
    return predictive_entropy(probs) - expected_entropy(probs)
