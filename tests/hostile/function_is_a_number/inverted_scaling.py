"""Binds the wanted name to a number."""

inverted_dropout = 0.5
