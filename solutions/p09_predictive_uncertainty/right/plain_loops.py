"""Loops over inputs, samples and classes with `math.log`, leaving zeros out."""

import math

import numpy as np


def entropy(p):
    return sum(-v * math.log(v) for v in p if v > 0)


def predictive_entropy(probs):
    samples, inputs, classes = probs.shape
    result = np.zeros(inputs)
    for n in range(inputs):
        result[n] = entropy([sum(probs[t, n, k] for t in range(samples)) / samples for k in range(classes)])
    return result


def mutual_information(probs):
    expected = [sum(entropy(sample[n]) for sample in probs) / len(probs) for n in range(probs.shape[1])]
    return predictive_entropy(probs) - np.array(expected)
