"""It looks as if x or embedded is changed in place, as by `x += ...`. The caller's array is then
different after the call, and whatever else uses it, such as the backward pass, works with wrong values.
"""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    x += drop(sublayer(x), p, training, rng)
    return x


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
