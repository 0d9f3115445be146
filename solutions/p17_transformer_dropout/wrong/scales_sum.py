"""It looks as if the factor 1 / (1 - p) is applied to the whole sum, after x was added. Nothing of x was
dropped, so nothing has to be made up for: it would grow with every sublayer.
"""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    f = sublayer(x)
    if not training:
        return x + drop(f, p, training, rng)
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = rng.random(x.shape) >= p
    return ((x + f * mask) / (1 - p)).astype(x.dtype)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
