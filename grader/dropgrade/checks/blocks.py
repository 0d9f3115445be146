"""Where blocks of neighbouring rows and columns lie in maps, and which squares lie there."""

from __future__ import annotations

import numpy as np

from dropgrade.checks.failure import Array


def are_blocks(found: Array) -> bool:
    """Whether the last two axes hold at most one block each: neighbouring rows and columns, marked without a gap."""
    rows, columns = np.asarray(found.any(axis=-1)), np.asarray(found.any(axis=-2))
    full = np.array_equal(found, rows[..., :, None] & columns[..., None, :])
    return bool(full and _without_gaps(rows) and _without_gaps(columns))


def _without_gaps(on: Array) -> bool:
    begins = np.diff(on.astype(int), axis=-1, prepend=0) == 1
    return bool((begins.sum(axis=-1) <= 1).all())


def spans(found: Array, axis: int) -> tuple[Array, Array]:
    """Return the first marked row (axis 1) or column (axis 2) of each of N maps, and the last + 1."""
    on = np.asarray(found.any(axis=3 - axis))
    return on.argmax(axis=1), on.shape[1] - on[:, ::-1].argmax(axis=1)


def lie_like(found: Array, size: int, before: int, around: int = 0) -> bool:
    """Whether each block is a square that covers `before` pixels before its centre, perhaps cut off by the border.

    A centre may lie anywhere in its map, or up to `around` rows and columns outside it.
    """
    for axis in (1, 2):
        length = found.shape[axis]
        centres = range(-around, length + around)
        possible = {(max(c - before, 0), min(c - before + size, length)) for c in centres}
        if not set(zip(*(ends.tolist() for ends in spans(found, axis)), strict=True)) <= possible:
            return False
    return True


def are_clipped(found: Array, size: int) -> tuple[bool, bool]:
    """Whether the border cuts off some squares: at the upper or left side, and at the lower or right side."""
    ends = [(*spans(found, axis), found.shape[axis]) for axis in (1, 2)]
    first_side = any(bool(((first == 0) & (end < size)).any()) for first, end, _ in ends)
    last_side = any(bool(((first > length - size) & (end == length)).any()) for first, end, length in ends)
    return first_side, last_side


def strays(gone: Array, size: int, margin: int = 0) -> Array:
    """Return the marked entries of (N, C, H, W) outside all marked squares; a margin around x counts as marked."""
    sides = (margin, margin)
    padded = np.pad(gone, ((0, 0), (0, 0), sides, sides), constant_values=True)
    rows, columns = padded.shape[2] - size + 1, padded.shape[3] - size + 1
    places = [(..., slice(i, i + rows), slice(j, j + columns)) for i, j in np.ndindex(size, size)]
    squares = np.logical_and.reduce([padded[place] for place in places])
    left = padded.copy()
    for place in places:
        left[place] &= ~squares
    return left


def are_tiled(gone: Array, size: int) -> bool:
    """Whether each tile of a fixed grid is marked as a whole; tiles that the border cuts off may be ignored."""
    high, wide = gone.shape[2:]
    tiles = gone[:, :, ::size, ::size].repeat(size, axis=2).repeat(size, axis=3)[:, :, :high, :wide]
    return np.array_equal(gone, tiles & gone.any(axis=(0, 1)))
