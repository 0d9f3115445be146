"""It looks as if all features of a token share a coin: a token is kept whole, or nothing of it is left.
The statement asks for single entries; a transformer that loses whole tokens here loses words, which is
another method.
"""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random((*x.shape[:-1], 1)) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
