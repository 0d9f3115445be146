"""Prints every control character; the answer is right."""

import numpy as np

print("".join(map(chr, range(32))), "\x7f", "".join(map(chr, range(0x80, 0xA0))))


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x.copy(), None
    rng = np.random.default_rng() if rng is None else rng
    mask = rng.random(x.shape) >= p
    return x * mask / (1 - p), mask
