"""It looks as if the guard against log 0 is so large that it shows in the result. An input that every
sample is certain of must come out as 0: after a large guard it comes out as something else, and may even be
negative.
"""

import numpy as np

EPS = 1e-5


def entropy(p):
    return -(p * np.log(p + EPS)).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=0)
