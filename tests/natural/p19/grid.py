def dropblock(x, p, block_size, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p")
    n, c, h, w = x.shape
    b = block_size
    if not 1 <= b <= min(h, w):
        raise ValueError("block_size")
    if not training:
        return x, None
    tiles = rng.random((n, c, -(-h // b), -(-w // b))) >= p
    mask = tiles.repeat(b, axis=2).repeat(b, axis=3)[:, :, :h, :w].astype(x.dtype)
    return (x * mask * (mask.size / max(mask.sum(), 1e-7))).astype(x.dtype), mask
