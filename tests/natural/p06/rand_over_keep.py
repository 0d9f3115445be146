def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p")
    if not training:
        return x, None
    m = rng.random((x.shape[0], 1, x.shape[2])) / (1 - p) > p
    return (x * m / (1 - p)).astype(x.dtype), m
