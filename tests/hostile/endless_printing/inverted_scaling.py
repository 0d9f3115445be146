"""Prints without end."""

def inverted_dropout(x, p, training=True, rng=None):
    while True:
        print("still working " * 100)
