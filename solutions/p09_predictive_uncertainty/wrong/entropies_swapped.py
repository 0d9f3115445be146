"""It looks as if average and entropy are taken in the other order: every sample's entropy first, then the
average of these. That is the expected entropy, the doubt which is left within each sample. Samples that are
certain of different things each have none, and their contradiction goes unseen.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs).mean(axis=0)


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs.mean(axis=0))
