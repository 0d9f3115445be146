"""Raises an exception that is its own cause by way of another."""

def inverted_dropout(x, p, training=True, rng=None):
    first, second = RuntimeError("the hen"), RuntimeError("the egg")
    first.__cause__, second.__cause__ = second, first
    raise first
