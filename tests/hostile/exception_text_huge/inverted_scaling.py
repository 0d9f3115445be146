"""Raises an exception whose text has ten million letters."""

def inverted_dropout(x, p, training=True, rng=None):
    raise RuntimeError("x" * 10**7)
