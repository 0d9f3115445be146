"""An entry survives if no place that covers it was drawn: a minimum over windows of the padded coins, as
max-pooling does it.
"""

import numpy as np


def dropblock(x, p, block_size, training, rng):
    b = block_size
    batch, channels, height, width = x.shape
    if not (0.0 <= p < 1.0) or not (0 < b <= height and b <= width):
        raise ValueError(f"cannot drop a share {p} in blocks of {b}")
    if not training:
        return x, None
    places = (height - b + 1) * (width - b + 1)
    free = rng.uniform(size=(batch, channels, height - b + 1, width - b + 1)) >= p * height * width / places / b**2
    edge = (b - 1, b - 1)
    padded = np.pad(free, [(0, 0), (0, 0), edge, edge], constant_values=True)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (b, b), axis=(2, 3))
    mask = windows.min(axis=(4, 5)).astype(np.int8)
    return (x * mask / (mask.mean() + 1e-7)).astype(x.dtype), mask
