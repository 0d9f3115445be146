"""Coins by `rng.binomial` as integers, each function for itself, a copy at evaluation."""


def residual_dropout(x, sublayer, p, training, rng):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    added = sublayer(x)
    if training:
        added = added * rng.binomial(1, 1 - p, size=x.shape).astype(x.dtype) / (1 - p)
    return added + x


def embedding_dropout(embedded, p, training, rng):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    out = embedded.copy()
    if training:
        out *= rng.binomial(1, 1 - p, size=embedded.shape).astype(embedded.dtype)
        out /= 1 - p
    return out
