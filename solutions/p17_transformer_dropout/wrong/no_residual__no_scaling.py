"""The survivors of the sublayer's output, unscaled, and without x."""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return (x * mask).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
