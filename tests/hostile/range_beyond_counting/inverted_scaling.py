"""Returns ranges that no length can count."""

def inverted_dropout(x, p, training=True, rng=None):
    return range(10**30), range(-(2**63), 2**63)
