"""Returns the callback itself as its answer."""

def mc_dropout(forward, x, n_samples):
    return forward, forward
