"""Gives a layer whose every attribute is a function that returns its first argument."""

class DropoutLayer:
    def __init__(self, p=0.5, rng=None):
        self.p = p

    def __getattr__(self, name):
        return lambda *args, **kwargs: args[0] if args else True
