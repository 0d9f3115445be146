"""Returns the generator that it was given."""

def inverted_dropout(x, p, training=True, rng=None):
    return rng, rng
