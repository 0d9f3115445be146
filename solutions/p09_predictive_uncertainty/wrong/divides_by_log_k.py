"""It looks as if the entropy is divided by log K, so that it ends at 1. That is a convenient scale, but
another quantity than the one asked for: in nats the largest entropy is log K.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1) / np.log(p.shape[-1])


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=0)
