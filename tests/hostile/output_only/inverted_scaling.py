"""Returns its input alone, without a mask."""

def inverted_dropout(x, p, training=True, rng=None):
    return x
