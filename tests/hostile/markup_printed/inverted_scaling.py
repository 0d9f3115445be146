"""Prints the report's own markup, closed and unclosed; the answer is right."""

import numpy as np

print("[bold green]10/10[/] [/red] [link=http://example.invalid]here y[mask] <script>alert(1)</script> {0} %s")


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x.copy(), None
    rng = np.random.default_rng() if rng is None else rng
    mask = rng.random(x.shape) >= p
    return x * mask / (1 - p), mask
