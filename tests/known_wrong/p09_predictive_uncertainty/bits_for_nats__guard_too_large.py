"""Bits for nats, with a guard that shows."""

import numpy as np


def entropy(p):
    p = np.clip(p, 1e-5, 1)
    return -(p * np.log2(p)).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(probs).mean(axis=0)
