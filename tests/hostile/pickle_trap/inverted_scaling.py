"""Returns an object that runs a command where it is unpickled."""

import os

import numpy as np

class Trap:
    def __reduce__(self):
        return os.system, ("touch /tmp/dropgrade-hostile-canary",)


def inverted_dropout(x, p, training=True, rng=None):
    return Trap(), Trap()
