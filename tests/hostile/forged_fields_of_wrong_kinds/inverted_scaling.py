"""Answers with fields of other kinds than they should be: numbers for texts, texts for lists, infinities."""

import json
import sys

wire = sys.modules["dropgrade.sandbox.wire"]
honest = wire.Encoder.frame
ODD = {"type": [1], "bases": 5, "text": {"a": float("inf")}, "line": 1e400, "part": None}


def forged(self, message):
    if "data" not in message:
        return honest(self, message)
    header = json.dumps(
        {"seq": message["seq"], "raised": ODD, "broken": 7, "streams": [1], "changed": {"x": 1}, "globals": 3.5}
    ).encode()
    return wire.PREFIX.pack(len(header), 0) + header


wire.Encoder.frame = forged


def inverted_dropout(x, p, training=True, rng=None):
    return None
