"""One coin for the whole sublayer and the whole batch, and no factor."""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return (x * mask).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError(p)
    out = sublayer(x)
    return x.copy() if training and rng.random() < p else x + out


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
