"""The hidden suite of the tokeniser."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dropgrade.checks import expect_equal, expect_growth, expect_items, expect_raises, expect_returns

NAMES = st.text("ab_1", min_size=1, max_size=4).filter(lambda text: not text[0].isdigit())
NUMBERS = st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,2})?", fullmatch=True)
TOKENS = st.one_of(
    st.tuples(st.just("name"), NAMES),
    st.tuples(st.just("number"), NUMBERS),
    st.tuples(st.just("operator"), st.sampled_from("+-*/()")),
)


def expect_tokens(student, text, expected, **mistakes):
    """Expect the tokens of a text, one after the other."""
    expect_items(student.tokens(text), expected, what=f"the tokens of {text!r}", mistakes=mistakes)


@pytest.mark.points(2)
@pytest.mark.essential
def test_kinds(student):
    """Numbers, names and operators are told apart."""
    expect_tokens(student, "ab+7", [("name", "ab"), ("operator", "+"), ("number", "7")])


@pytest.mark.points(1, each=True)
@pytest.mark.needs("test_kinds")
@pytest.mark.parametrize(
    ("text", "expected", "mistakes"),
    [
        pytest.param(
            "12 3.25",
            [("number", "12"), ("number", "3.25")],
            {"digits_alone": [("number", c) for c in "12"] + [("number", "3.25")]},
            id="numbers of several digits",
        ),
        pytest.param(
            "x_1 _y",
            [("name", "x_1"), ("name", "_y")],
            {"names_of_letters": [("name", "x"), ("name", "_"), ("number", "1"), ("name", "_"), ("name", "y")]},
            id="names with digits and underscores",
        ),
        pytest.param(
            "  a\t*\n(b ",
            [("name", "a"), ("operator", "*"), ("operator", "("), ("name", "b")],
            {},
            id="spaces of every kind",
        ),
    ],
)
def test_tokens(student, text, expected, mistakes):
    """Tokens are as long as they can be."""
    expect_tokens(student, text, expected, **mistakes)


@pytest.mark.points(1)
@pytest.mark.needs("test_kinds")
@settings(max_examples=30)
@given(tokens=st.lists(TOKENS, max_size=6))
def test_any_text(student, tokens):
    """Whatever tokens are joined by spaces are found again."""
    expect_tokens(student, " ".join(word for _, word in tokens), tokens)


@pytest.mark.points(2)
@pytest.mark.needs("test_kinds")
def test_one_at_a_time(student):
    """Tokens are made one at a time, so that a bad character matters when it is reached."""
    found = expect_returns(student.tokens, "a + ?", what="the call of tokens('a + ?')", mistakes=["all_at_once"])
    expect_items(found, [("name", "a"), ("operator", "+")], what="the first tokens of 'a + ?'", ends=False)
    what = "asking for the token after 'a +' of 'a + ?'"
    expect_raises("ValueError", next, found, None, what=what, mistakes=["skips_strange_characters"])


@pytest.mark.points(1)
@pytest.mark.needs("test_evaluate")
def test_time(student):
    """A text that is twice as long takes `evaluate` about twice the time."""
    expect_growth(student, lambda text: student.evaluate(text, {}), at_most="linear", what="the time of evaluate",
                  prepare=lambda n: "+".join(["1"] * n), start=256, most=16384,
                  mistakes=["begins_anew_for_each_token"])  # fmt: skip


@pytest.mark.points(1)
@pytest.mark.needs("test_kinds")
def test_evaluate(student):
    """`evaluate` adds and subtracts, and takes names from the dictionary."""
    names = {letter: 10.0**n for n, letter in enumerate(string.ascii_lowercase[:4])}
    value = student.evaluate("d - 2.5 + a - b", names)
    expect_equal(value, 988.5, what="evaluate('d - 2.5 + a - b', …)",
                 mistakes={"minus_stays": 1000 - 2.5 - 1 - 10})  # fmt: skip
    expect_raises(
        "KeyError", student.evaluate, "z + 1", names, what="a name without a value", mistakes=["unknown_is_0"]
    )
