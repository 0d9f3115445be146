"""It looks as if p log p is averaged over the classes, not added up. Your entropy is K times too small:
every p is itself the weight with which its logarithm counts.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).mean(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=0)
