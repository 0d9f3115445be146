def inverted_dropout(x, p, training, rng):
    return x, None
