"""A guard of 1e-8 that cuts the probabilities themselves off, and einsum for the sums."""

import numpy as np


def predictive_entropy(probs):
    average = np.clip(np.einsum("tnk->nk", probs) / len(probs), 1e-8, 1.0)
    return -np.einsum("nk,nk->n", average, np.log(average))


def mutual_information(probs):
    p = np.clip(probs, 1e-8, 1.0)
    return predictive_entropy(probs) + np.einsum("tnk,tnk->n", p, np.log(p)) / len(p)
