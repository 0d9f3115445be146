"""It looks as if p is used as the probability of keeping an entry. In this course p is the probability of
dropping one: at p = 0.1 nine of ten entries should survive, and here one of ten does.
"""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random(x.shape) < p
    return (x * mask / p).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
