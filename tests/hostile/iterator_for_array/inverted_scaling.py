"""Returns a generator of the rows in place of the array."""

def inverted_dropout(x, p, training=True, rng=None):
    return (row for row in x), None
