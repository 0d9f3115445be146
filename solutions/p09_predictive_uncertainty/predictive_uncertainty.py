"""Predictive uncertainty: the reference."""

import numpy as np


def entropy(p):
    """Return the entropy along the last axis in nats, with 0 log 0 = 0."""
    logs = np.log(np.where(p > 0, p, 1))
    terms = -p * logs
    return terms.sum(axis=-1)


def predictive_entropy(probs):
    """Return the entropy of the average over the passes: (T, N, K) to (N,).

    Gal, Islam and Ghahramani (2017).
    """
    average = probs.mean(axis=0)
    return entropy(average)


def mutual_information(probs):
    """Return the information that a label would give about the weights: (T, N, K) to (N,).

    Houlsby et al. (2011), BALD: the entropy of the average minus the average of the entropies.
    """
    total = predictive_entropy(probs)
    expected = entropy(probs).mean(axis=0)
    return total - expected
