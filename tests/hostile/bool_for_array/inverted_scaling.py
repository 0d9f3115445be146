"""Returns True, which equals one."""

def inverted_dropout(x, p, training=True, rng=None):
    return True, True
