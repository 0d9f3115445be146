"""Has packages fetch a table and a model from the network."""

import numpy as np
import pandas


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)


pandas.read_csv("http://127.0.0.1:9/answers.csv")
