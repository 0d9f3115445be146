"""Returns a text of fifty million letters."""

def inverted_dropout(x, p, training=True, rng=None):
    return "x" * 50_000_000, None
