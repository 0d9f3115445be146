"""The mutual information as the mean Kullback-Leibler divergence from the average."""

import numpy as np


def predictive_entropy(probs):
    average = probs.mean(0)
    logs = np.zeros_like(average)
    np.log(average, out=logs, where=average > 0)
    return -(average * logs).sum(-1)


def mutual_information(probs):
    ratio = probs / np.where(probs.sum(0) > 0, probs.mean(0), 1)
    logs = np.zeros_like(probs)
    np.log(ratio, out=logs, where=ratio > 0)
    return (probs * logs).sum(-1).mean(0)
