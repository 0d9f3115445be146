"""The mean over the classes, and no minus in front of it."""

import numpy as np


def entropy(p):
    return (p * np.log(np.where(p > 0, p, 1))).mean(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=0)
