"""It looks as if probs goes through a softmax, as if it held logits. It holds probabilities already; a
second softmax makes them almost equal, and every input looks as if nothing were known about it.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


def softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


def predictive_entropy(probs):
    return entropy(softmax(probs).mean(axis=0))


def mutual_information(probs):
    return predictive_entropy(probs) - entropy(softmax(probs)).mean(axis=0)
