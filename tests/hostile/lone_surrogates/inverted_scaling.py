"""Returns texts that no encoding can write."""

def inverted_dropout(x, p, training=True, rng=None):
    return "\ud800", {"\udfff": "\udc80"}
