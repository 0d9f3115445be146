"""Recurses without end."""

def inverted_dropout(x, p, training=True, rng=None):
    return inverted_dropout(x, p, training, rng)
