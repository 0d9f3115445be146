"""x log x filled in where x is positive; entropies of one pass at a time."""

import numpy as np


def xlogx(p):
    out = np.zeros(p.shape)
    positive = p > 0
    out[positive] = p[positive] * np.log(p[positive])
    return out


def predictive_entropy(probs):
    return -xlogx(np.sum(probs, 0) / len(probs)).sum(1)


def mutual_information(probs):
    return predictive_entropy(probs) - np.mean([predictive_entropy(p[None]) for p in probs], axis=0)
