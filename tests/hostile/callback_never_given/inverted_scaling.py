"""Asks the grader to call a function that it never handed out."""

import os
import sys

wire = sys.modules["dropgrade.sandbox.wire"]


def inverted_dropout(x, p, training=True, rng=None):
    os.write(3, wire.Encoder().frame({"callback": -1, "data": ((x,), {})}))
    return x, None
