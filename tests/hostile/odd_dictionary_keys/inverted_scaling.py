"""Returns dictionaries whose keys are tuples, bytes and numbers that are no numbers."""

def inverted_dropout(x, p, training=True, rng=None):
    return {(1, 2): x, b"mask": x, float("nan"): 1, float("inf"): 2, None: 3}, {1: "a", True: "b", "1": "c"}
