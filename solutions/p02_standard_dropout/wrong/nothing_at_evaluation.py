"""It looks as if evaluation returns None. A function that ends without a `return` does that, as when the only
one stands under `if training`; and the next layer has nothing to work with.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = rng.random(x.shape) >= p
    return (x * mask, mask) if training else None
