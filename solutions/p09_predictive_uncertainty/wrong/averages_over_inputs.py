"""It looks as if the average runs over the inputs and not over the samples. The result has one number per
sample; whether a network is unsure is a question about each input.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=1))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=1)
