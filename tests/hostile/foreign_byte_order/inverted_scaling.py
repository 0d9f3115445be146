"""Returns its input in the other byte order."""

def inverted_dropout(x, p, training=True, rng=None):
    swapped = x.astype(x.dtype.newbyteorder("S"))
    return swapped, swapped
