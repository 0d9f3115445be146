"""Raises an exception whose text is the report's own markup."""

def inverted_dropout(x, p, training=True, rng=None):
    raise RuntimeError("[/] [bold] y[mask] [link=file:///etc/passwd] {score} %(points)s")
