"""Returns nested lists in place of arrays."""

def inverted_dropout(x, p, training=True, rng=None):
    return x.tolist(), x.tolist()
