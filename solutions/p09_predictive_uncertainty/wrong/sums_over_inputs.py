"""It looks as if the entropy adds up the inputs and not the classes. The probabilities of one input add up
to 1; those of one class over all inputs are no distribution, and have no entropy.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-2)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=0)
