"""Returns a Python integer in place of an array."""

def inverted_dropout(x, p, training=True, rng=None):
    return 0, 1
