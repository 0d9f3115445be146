"""Raises an exception whose text no encoding can write."""

raise RuntimeError("\ud800 and \udfff")
