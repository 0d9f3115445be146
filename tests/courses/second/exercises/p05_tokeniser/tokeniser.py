"""A tokeniser
===========

What to write
-------------
- `tokens(text)`: a generator of the tokens of an expression such as `12 + x_1 * (3.5 - y)`, each a pair `(kind, text)`
  with the kind "number", "name" or "operator";
- `evaluate(text, names)`: the value of a sum such as `a + 2 - b`, with the values of names from a dictionary.

Conventions
-----------
- A number has digits, and at most one point with a digit before it. A name begins with a letter or an underscore, and
  goes on with letters, digits and underscores. Operators are single characters of `+-*/()`.
- Spaces separate tokens and are none.
- Any other character raises `ValueError` when the generator comes to it, not before.
- Tokens are made one at a time: the generator may be asked for the first tokens of an endless text.
- A text that is twice as long takes about twice the time.
- `evaluate` raises `KeyError` for a name without a value.

An example
----------
`list(tokens("a+2"))` is `[("name", "a"), ("operator", "+"), ("number", "2")]`.

Reading: Python documentation, Generators.
"""


def tokens(text):
    """Yield the tokens of a text."""
    raise NotImplementedError


def evaluate(text, names):
    """Return the value of a sum."""
    raise NotImplementedError
