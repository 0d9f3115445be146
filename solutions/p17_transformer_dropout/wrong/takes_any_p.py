"""It looks as if p outside [0, 1) is accepted. At p = 1 the factor 1 / (1 - p) is infinite, and above it
survivors would change their sign: such a p is always a mistake of the caller's, and must be refused where
it is made.
"""


def drop(x, p, training, rng):
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
