"""Bits for nats, and the terms of the mutual information the wrong way round."""

import numpy as np


def entropy(p):
    return -(p * np.log2(np.where(p > 0, p, 1))).sum(axis=-1)


def predictive_entropy(probs):
    return entropy(probs.mean(axis=0))


def mutual_information(probs):
    return entropy(probs).mean(axis=0) - predictive_entropy(probs)
