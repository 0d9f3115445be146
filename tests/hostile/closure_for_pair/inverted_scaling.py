"""Returns a function that keeps count of its calls in place of the pair."""

def inverted_dropout(x, p, training=True, rng=None):
    count = 0

    def answer(*_):
        nonlocal count
        count += 1
        return count

    return answer
