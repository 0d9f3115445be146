"""Calls the function that it is given with lists in lists in lists."""

import numpy as np


def mc_dropout(forward, x, n_samples):
    value = [1.0]
    for _ in range(100):
        value = [value]
    answer = forward(value)
    return answer, answer
