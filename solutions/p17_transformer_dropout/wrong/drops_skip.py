"""It looks as if entries of x itself are dropped before the sublayer's output is added. The skip
connection is there so that nothing gets lost on it, however many layers there are.
"""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return drop(x, p, training, rng) + sublayer(x)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
