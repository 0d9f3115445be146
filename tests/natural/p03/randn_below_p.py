def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p")
    if not training:
        return x, None
    mask = rng.standard_normal(x.shape) < p
    return (x * mask / (1 - p)).astype(x.dtype), mask
