"""It looks as if the predictive entropy is subtracted from itself: the mutual information is 0 for every
input. The second term needs the entropy of each sample by itself, before anything is averaged.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    mean = probs.mean(axis=0)
    return predictive_entropy(probs) - entropy(mean)
