"""Asks the keyboard for the answer."""

def inverted_dropout(x, p, training=True, rng=None):
    return input("answer? ")
