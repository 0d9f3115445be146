"""Raises an exception whose class refuses to tell its own name."""

class Nameless(type):
    def __getattribute__(cls, name):
        raise RuntimeError("no name")


class Hidden(Exception, metaclass=Nameless):
    pass


raise Hidden("who am I?")
