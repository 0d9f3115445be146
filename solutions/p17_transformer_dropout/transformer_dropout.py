"""Dropout in a transformer: the reference."""

import numpy as np


def residual_dropout(x, sublayer, p, training, rng):
    """Return x plus the dropout of sublayer(x).

    Vaswani et al. (2017), section 5.4: dropped before it is added; the layer norm that follows is left out.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    added = sublayer(x)
    if training:
        coins = rng.random(added.shape)
        mask = coins >= p
        factor = 1 / (1 - p)
        added = np.where(mask, added * factor, 0).astype(x.dtype)
    return x + added


def embedding_dropout(embedded, p, training, rng):
    """Return the dropout of embedded, entry by entry.

    Vaswani et al. (2017), section 5.4: on the sums of the embeddings and the positional encodings.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return embedded
    coins = rng.random(embedded.shape)
    mask = coins >= p
    factor = 1 / (1 - p)
    return np.where(mask, embedded * factor, 0).astype(embedded.dtype)
