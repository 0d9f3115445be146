"""Never returns from the call."""

def inverted_dropout(x, p, training=True, rng=None):
    while True:
        pass
