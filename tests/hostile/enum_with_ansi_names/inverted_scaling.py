"""Returns a member of an enum whose name and class would write on a terminal."""

import enum


def inverted_dropout(x, p, training=True, rng=None):
    return enum.Enum("\x1b[2Jclass\n[red]", {"\x1b]0;title\x07": "\x1b[31m"})["\x1b]0;title\x07"]
