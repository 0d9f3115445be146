"""Answers with a frame whose keys occur twice."""

import json
import os
import struct

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    header = b'{"seq": 2, "seq": 3, "data": 1, "data": true}'
    body = b""
    os.write(3, struct.pack(">II", len(header), len(body)) + header + body)
    os._exit(0)
