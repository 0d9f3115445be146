"""Answers with JSON a million brackets deep."""

import json
import os
import struct

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    header = b'{"seq": 2, "data": ' + b"[" * 1_000_000
    body = b""
    os.write(3, struct.pack(">II", len(header), len(body)) + header + body)
    os._exit(0)
