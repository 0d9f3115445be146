"""A loop over samples and tokens; a layer of its own as a class."""

import numpy as np


class Dropout:
    def __init__(self, p, rng):
        if not (0 <= p < 1):
            raise ValueError("bad p")
        self.p, self.rng = p, rng

    def __call__(self, x, training):
        if not training:
            return x
        out = np.zeros_like(x)
        for place in np.ndindex(x.shape[:2]):
            alive = self.rng.uniform(size=x.shape[2]) > self.p
            out[place][alive] = x[place][alive] / (1 - self.p)
        return out


def residual_dropout(x, sublayer, p, training, rng):
    return np.add(x, Dropout(p, rng)(sublayer(x), training))


def embedding_dropout(embedded, p, training, rng):
    return Dropout(p, rng)(embedded, training)
