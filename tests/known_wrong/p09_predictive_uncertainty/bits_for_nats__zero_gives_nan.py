"""Logarithms to base 2, and no thought of zeros."""

import numpy as np


def entropy(p):
    return -(p * np.log2(p)).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=0)
