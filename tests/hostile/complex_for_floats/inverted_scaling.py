"""Returns complex numbers without an imaginary part."""

def inverted_dropout(x, p, training=True, rng=None):
    return x.astype(complex), x.astype(complex)
