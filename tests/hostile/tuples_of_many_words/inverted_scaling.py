"""Returns tuples of texts within tuples, which a message might spell out to the last."""


def inverted_dropout(x, p, training=True, rng=None):
    words = ("word " * 30,) * 4
    for _ in range(5):
        words = (words,) * 4
    return words, None
