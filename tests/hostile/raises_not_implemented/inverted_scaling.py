"""Raises NotImplementedError, as the stub does, which is no answer but no error either."""

def inverted_dropout(x, p, training=True, rng=None):
    raise NotImplementedError
