"""Answers with zeros and leaves a busy thread behind."""

import threading

import numpy as np


def burn():
    while True:
        pass


threading.Thread(target=burn, daemon=True).start()


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)
