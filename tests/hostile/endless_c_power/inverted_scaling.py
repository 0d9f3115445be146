"""Makes one endless call into C that no signal handler of Python's can interrupt."""

def inverted_dropout(x, p, training=True, rng=None):
    return 9**9**9**9
