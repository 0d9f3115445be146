"""With a regular expression."""

import re

PATTERN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d]\w*)|(?P<operator>[-+*/()]))")


def tokens(text):
    at, end = 0, len(text.rstrip())
    while at < end:
        match = PATTERN.match(text, at)
        if match is None:
            raise ValueError("unexpected " + text[at:].lstrip()[0])
        yield match.lastgroup, match[match.lastgroup]
        at = match.end()


def evaluate(text, names):
    value, add = 0.0, True
    for kind, word in tokens(text):
        if word in ("+", "-"):
            add = word == "+"
            continue
        number = names[word] if kind == "name" else float(word)
        value = value + number if add else value - number
    return value
