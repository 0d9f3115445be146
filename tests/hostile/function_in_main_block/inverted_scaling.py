"""Defines the function only where the file is run as a program."""

import numpy as np

if __name__ == "__main__":

    def inverted_dropout(x, p, training=True, rng=None):
        return x, np.ones_like(x)
