"""It looks as if (1 - p) log (1 - p) is added for every class, as in the entropy of a coin. With K classes
that exclude each other, the other classes are already in the sum, and their doubt is counted twice.
"""

import numpy as np


def plogp(p):
    return p * np.log(np.where(p > 0, p, 1))


def entropy(p):
    return -(plogp(p) + plogp(1 - p)).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=0)
