"""The mean of the entropies for the entropy of the mean, divided by log K."""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1) / np.log(p.shape[-1])


def predictive_entropy(probs):
    return entropy(probs).mean(axis=0)


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs.mean(axis=0))
