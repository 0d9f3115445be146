"""Raises AssertionError, as a test would."""

def inverted_dropout(x, p, training=True, rng=None):
    raise AssertionError("observed 1.42857, expected 1.42857")
