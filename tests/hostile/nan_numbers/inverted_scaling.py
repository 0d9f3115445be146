"""Returns plain floats that are no numbers, which JSON has no words for."""

def inverted_dropout(x, p, training=True, rng=None):
    return float("nan"), float("-inf")
