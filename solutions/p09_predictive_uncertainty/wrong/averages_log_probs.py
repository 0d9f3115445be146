"""It looks as if the logarithms of the probabilities (or the logits) are averaged, and turned into
probabilities again. That is a geometric mean. The prediction of Monte Carlo dropout is the plain average of
the probabilities, and the two differ most where the samples contradict each other.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


def predictive_entropy(probs):
    scores = np.exp(np.log(np.maximum(probs, 1e-12)).mean(axis=0))
    return entropy(scores / scores.sum(axis=-1, keepdims=True))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=0)
