"""Forgets a breakpoint, which waits for a debugger's commands."""

def inverted_dropout(x, p, training=True, rng=None):
    breakpoint()
    return x, None
