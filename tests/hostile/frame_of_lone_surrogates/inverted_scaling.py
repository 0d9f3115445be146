"""Answers with texts of lone surrogates and nulls."""

import json
import os
import struct

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    header = b'{"seq": 2, "raised": {"type": "\\ud800\\u0000", "text": "\\udfff\\u001b[2J", "bases": ["\\ud800"]}}'
    body = b""
    os.write(3, struct.pack(">II", len(header), len(body)) + header + body)
    os._exit(0)
