"""Takes fewer arguments than are given."""

def inverted_dropout(x):
    return x, None
