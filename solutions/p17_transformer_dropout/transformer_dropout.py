"""Dropout in a transformer: the reference."""

import numpy as np


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    """Return x plus the dropout of sublayer(x).

    Vaswani et al. (2017), section 5.4: dropped before it is added; the layer norm that follows is left out.
    """
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    """Return the dropout of embedded, entry by entry.

    Vaswani et al. (2017), section 5.4: on the sums of the embeddings and the positional encodings.
    """
    return drop(embedded, p, training, rng)
