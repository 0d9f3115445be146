"""x is added to in place, and any p is taken."""


def drop(x, p, training, rng):
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    x += drop(sublayer(x), p, training, rng)
    return x


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
