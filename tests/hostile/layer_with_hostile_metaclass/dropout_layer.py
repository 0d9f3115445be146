"""Gives a class whose metaclass raises KeyboardInterrupt when it is called."""

class Interrupting(type):
    def __call__(cls, *args, **kwargs):
        raise KeyboardInterrupt


class DropoutLayer(metaclass=Interrupting):
    pass
