"""Returns a dictionary of 300,000 keys."""

def inverted_dropout(x, p, training=True, rng=None):
    return dict.fromkeys(range(300_000)), None
