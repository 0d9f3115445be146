"""Forgets a colon."""

def inverted_dropout(x, p, training=True, rng=None)
    return x, None
