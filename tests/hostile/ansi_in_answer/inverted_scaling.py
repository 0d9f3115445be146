"""Returns text with escapes, which a message might quote."""

def inverted_dropout(x, p, training=True, rng=None):
    return "\x1b[2J10.0 / 10.0\x07", "\x1b]0;owned\x07"
