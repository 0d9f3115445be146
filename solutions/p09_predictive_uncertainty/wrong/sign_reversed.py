"""It looks as if the two terms of the mutual information are subtracted the wrong way round. The entropy of
an average is never smaller than the average of the entropies, so your result is never above 0, and the
inputs with the most to teach come last.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return entropy(probs).mean(axis=0) - predictive_entropy(probs)
