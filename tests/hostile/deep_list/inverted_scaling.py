"""Returns a list 100,000 deep."""

def inverted_dropout(x, p, training=True, rng=None):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    return deep, None
