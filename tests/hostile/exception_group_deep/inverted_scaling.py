"""Raises groups within groups, 2,000 deep."""

def inverted_dropout(x, p, training=True, rng=None):
    error = RuntimeError("the innermost")
    for _ in range(2_000):
        error = ExceptionGroup("wrapped", [error])
    raise error
