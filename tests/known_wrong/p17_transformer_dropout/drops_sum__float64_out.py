"""Dropout on the sum, with a float64 mask."""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = (rng.random(x.shape) >= p).astype(float)
    return x * mask / (1 - p)


def residual_dropout(x, sublayer, p, training, rng):
    return drop(x + sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
