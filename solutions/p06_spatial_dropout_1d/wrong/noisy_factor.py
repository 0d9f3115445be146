"""It looks as if the factor differs from survivor to survivor, as with noise that is multiplied in or a
constant that is added. Dropout either removes a feature or multiplies all of it by one fixed number.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    noise = 1 + 0.1 * rng.standard_normal(x.shape)
    return (x * mask * noise / (1 - p)).astype(x.dtype), mask
