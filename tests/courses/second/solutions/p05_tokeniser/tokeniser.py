"""The tokeniser: the reference."""


def tokens(text):
    """Yield the tokens of a text."""
    at = 0
    while at < len(text):
        begin = at
        if text[at].isspace():
            at += 1
            continue
        if text[at].isdigit():
            at = end_of(text, at, str.isdigit)
            if text[at : at + 1] == "." and text[at + 1 : at + 2].isdigit():
                at = end_of(text, at + 1, str.isdigit)
            yield "number", text[begin:at]
        elif text[at].isalpha() or text[at] == "_":
            at = end_of(text, at, lambda c: c.isalnum() or c == "_")
            yield "name", text[begin:at]
        elif text[at] in "+-*/()":
            at += 1
            yield "operator", text[begin:at]
        else:
            raise ValueError(f"no token begins with {text[at]!r}")


def end_of(text, at, belongs):
    """Return the place of the first character that does not belong to a token."""
    while at < len(text) and belongs(text[at]):
        at += 1
    return at


def evaluate(text, names):
    """Return the value of a sum."""
    total, sign = 0, 1
    for kind, word in tokens(text):
        if kind == "operator":
            sign = -1 if word == "-" else 1
        else:
            total += sign * (names[word] if kind == "name" else float(word))
    return total
