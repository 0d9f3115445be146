"""It looks as if the minus in front of the sum is missing. Logarithms of probabilities are negative or 0,
and so is your entropy: the most doubtful input would get the smallest number.
"""

import numpy as np


def entropy(p):
    return (p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=0)
