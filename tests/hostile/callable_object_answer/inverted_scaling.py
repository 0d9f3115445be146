"""Is an object with __call__ in place of a function, and right."""

import numpy as np


class InvertedDropout:
    def __call__(self, x, p, training=True, rng=None):
        if not 0 <= p < 1:
            raise ValueError("p must lie in [0, 1)")
        if not training:
            return x.copy(), None
        rng = np.random.default_rng() if rng is None else rng
        mask = rng.random(x.shape) >= p
        return x * mask / (1 - p), mask


inverted_dropout = InvertedDropout()
