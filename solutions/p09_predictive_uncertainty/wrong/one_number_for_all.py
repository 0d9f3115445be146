"""It looks as if a single number comes back for all inputs together. Which of the inputs is in doubt is
what one wants to know: the result has one entry for each.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0)).mean()


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean()
