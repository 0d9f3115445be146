"""It looks as if probs is changed in place, to keep zeros away from the logarithm perhaps. The caller's
predictions are then no longer what the network said.
"""

import numpy as np


def entropy(p):
    p[p == 0] = 1e-12
    return -(p * np.log(p)).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    expected = entropy(probs).mean(axis=0)
    return predictive_entropy(probs) - expected
