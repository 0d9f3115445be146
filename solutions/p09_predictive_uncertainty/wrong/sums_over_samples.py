"""It looks as if the entropies of the samples are added up and not averaged, before they are subtracted.
With many samples that takes away far more than there is: the mutual information becomes negative.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).sum(axis=0)
