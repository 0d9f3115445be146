"""It looks as if the factor differs from survivor to survivor, as with noise that is multiplied in or a constant
that is added. Dropout either removes an entry or multiplies it by one fixed number.
"""


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    noise = 1 + 0.1 * rng.standard_normal(x.shape)
    return (x * mask * noise / (1 - p)).astype(x.dtype), mask
