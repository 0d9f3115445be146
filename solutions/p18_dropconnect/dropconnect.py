"""DropConnect: the reference."""


def dropconnect_forward(x, w, b, p, training, rng):
    """Return (y, mask): a dense layer with single weights dropped, or (x @ w + b, None) at evaluation.

    Wan et al. (2013), section 3, but with one mask for the batch, an unmasked bias and inverted scaling.
    """
    refuse_bad(p)
    mask = rng.random(w.shape) >= p if training else None
    return x @ kept(w, mask, p) + b, mask


def dropconnect_backward(dy, x, w, mask, p):
    """Return (dx, dw, db): those of a dense layer with the weights that were kept; a dropped one has no gradient."""
    refuse_bad(p)
    return dy @ kept(w, mask, p).T, kept(x.T @ dy, mask, p), dy.sum(axis=0)


def kept(w, mask, p):
    """The entries of w that the mask keeps, times 1 / (1 - p); all of them as they are without a mask."""
    return w if mask is None else (w * mask / (1 - p)).astype(w.dtype)


def refuse_bad(p):
    """Raise ValueError where p is no probability of dropping that leaves something over."""
    if not 0 <= p < 1:
        raise ValueError(f"p is {p}; it must lie in [0, 1)")
