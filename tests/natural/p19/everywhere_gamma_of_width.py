import numpy as np


def dropblock(x, p, block_size, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p")
    n, c, h, w = x.shape
    b = block_size
    if not 1 <= b <= min(h, w):
        raise ValueError("block_size")
    if not training:
        return x, None
    gamma = p / b**2 * w**2 / (w - b + 1) ** 2
    seeds = rng.random(x.shape) < gamma
    mask = np.ones(x.shape)
    for i, j, r, s in np.argwhere(seeds):
        top, left = r - b // 2, s - b // 2
        mask[i, j, max(top, 0) : max(top + b, 0), max(left, 0) : max(left + b, 0)] = 0
    return (x * mask * (mask.size / max(mask.sum(), 1e-7))).astype(x.dtype), mask
