"""Returns a list that contains itself."""

def inverted_dropout(x, p, training=True, rng=None):
    cycle = []
    cycle.append(cycle)
    return cycle, cycle
