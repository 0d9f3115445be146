"""Calls the function that it is given with the input as lists."""

import numpy as np


def mc_dropout(forward, x, n_samples):
    answer = forward(x.tolist() if hasattr(x, "tolist") else x)
    return answer, answer
