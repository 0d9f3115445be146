"""A geometric mean of the samples, and the terms the wrong way round."""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


def predictive_entropy(probs):
    scores = np.exp(np.log(probs + 1e-12).mean(axis=0))
    return entropy(scores / scores.sum(axis=-1, keepdims=True))


def mutual_information(probs):
    return entropy(probs).mean(axis=0) - predictive_entropy(probs)
