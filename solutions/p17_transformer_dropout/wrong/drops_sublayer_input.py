"""It looks as if dropout is applied to what the sublayer is given, and not to what it gives. All that it
adds is then computed from an input with holes, and none of what it adds is dropped.
"""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return x + sublayer(drop(x, p, training, rng))


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
