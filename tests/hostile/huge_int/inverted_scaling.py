"""Returns an integer of ten million bits."""

def inverted_dropout(x, p, training=True, rng=None):
    return 1 << 10**7, 1
