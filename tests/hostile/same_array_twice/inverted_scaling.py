"""Returns one and the same array as output and as mask."""

def inverted_dropout(x, p, training=True, rng=None):
    return x, x
