"""Returns exact builtin values of kinds that no one expects."""

def inverted_dropout(x, p, training=True, rng=None):
    return slice(None), (..., NotImplemented, memoryview(b"x"), bytearray(3), range(3), frozenset({1}), 1j, type, len)
