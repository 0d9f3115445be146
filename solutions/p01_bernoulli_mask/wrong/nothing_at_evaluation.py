"""It looks as if evaluation returns None. A function that ends without a `return` does that, as when the only
one stands under `if training`; and the next layer has nothing to work with.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.random(shape) >= p


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x * bernoulli_mask(x.shape, p, rng) if training else None
