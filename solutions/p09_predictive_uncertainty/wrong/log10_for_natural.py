"""It looks as if the logarithm is to base 10. Entropies are asked for in nats; yours are less than half as
large.
"""

import numpy as np


def entropy(p):
    return -(p * np.log10(np.where(p > 0, p, 1))).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=0)
