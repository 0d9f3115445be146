"""First-order mutants: exactly one thing changes, and the text means what the change says."""

import ast
from functools import cache
from pathlib import Path

import pytest

from dropgrade.verify.mutation.mutants import Mutant, mutants_of

SOLUTIONS = Path(__file__).parents[2] / "solutions"
REFERENCES = [folder / f"{folder.name.partition('_')[2]}.py" for folder in sorted(SOLUTIONS.glob("p*"))]
OTHERS = sorted(SOLUTIONS.glob("*/right/*.py"))
PROGRAMS = [
    *REFERENCES,
    *(pytest.param(f, marks=pytest.mark.long) if number % 4 else f for number, f in enumerate(OTHERS)),
]
"""Programs to change; of the right ones that are no references, every change has one of four."""

TABLE = {
    # comparisons
    "a < b": ["a <= b", "a >= b"],
    "a <= b": ["a < b", "a > b"],
    "a > b": ["a >= b", "a <= b"],
    "a >= b": ["a > b", "a < b"],
    "a == b": ["a != b"],
    "a != b": ["a == b"],
    "a is b": ["a is not b"],
    "a is not b": ["a is b"],
    "a in b": ["a not in b"],
    "a not in b": ["a in b"],
    "a <= b < c": ["a < b < c", "a > b < c", "a <= b <= c", "a <= b >= c"],
    "(a) < (b)": ["(a) <= (b)", "(a) >= (b)"],
    "a<b": ["a<=b", "a>=b"],
    # arithmetic and bits
    "a + b": ["a - b"],
    "a - b": ["a + b"],
    "a * b": ["a / b"],
    "a / b": ["a * b"],
    "a // b": ["a * b"],
    "a % b": ["a * b"],
    "a ** b": ["a * b"],
    "a @ b": ["a * b"],
    "a & b": ["a | b"],
    "a | b": ["a & b"],
    "a ^ b": ["a & b"],
    "a << b": [],
    "-a": ["a"],
    "+a": [],
    "~a": ["a"],
    "a--b": ["a+-b", "a-b"],
    "a += b": ["a -= b"],
    "a -= b": ["a += b"],
    "a *= b": ["a /= b"],
    "a /= b": ["a *= b"],
    "a //= b": ["a *= b"],
    "a **= b": ["a *= b"],
    "a @= b": ["a *= b"],
    "a |= b": ["a &= b"],
    "a >>= b": [],
    # parentheses for precedence
    "-a ** b": ["a ** b", "-(a * b)"],
    "a * b ** c": ["a / b ** c", "a * (b * c)"],
    "a ** b ** c": ["a * b ** c", "a ** (b * c)"],
    "a | b | c": ["a & b | c", "(a | b) & c"],
    "a | b ^ c": ["a & (b ^ c)", "a | b & c"],
    "a & b & c": ["(a | b) & c", "a & b | c"],
    "a or b and c": ["a and (b and c)", "a or (b or c)"],
    "return-a": ["return(a)"],
    "a if b else-1": ["(-1) if b else(a)", "a if b else(1)", "a if b else(0)", "a if b else-2"],
    # boolean
    "a and b": ["a or b"],
    "a or b": ["a and b"],
    "a and b and c": ["a or b or c"],
    "not a": ["a"],
    "not(a)": ["(a)"],
    "not a == b": ["a == b", "not a != b"],
    "a if b else c": ["c if b else a"],
    "a if b else a": [],
    "a if b else c if d else e": ["(c if d else e) if b else (a)", "a if b else e if d else c"],
    "a if b else lambda: c": ["(lambda: c) if b else (a)"],
    "f((a) if b else (c))": ["f((c) if b else (a))"],
    # conditions
    "if a: b": ["if not a: b"],
    "if(a): b": ["if(not a): b"],
    "if a or b: return c": ["if not (a or b): return c", "if a and b: return c"],
    "if a <= b < c: d": [
        "if not a <= b < c: d",
        "if a < b < c: d",
        "if a > b < c: d",
        "if a <= b <= c: d",
        "if a <= b >= c: d",
    ],
    "if not a: b": ["if a: b"],
    "if a is None: b": ["if a is not None: b"],
    "while a: b": [],
    # constants
    "True": ["False"],
    "False": ["True"],
    "None": [],
    "...": [],
    "0": ["1"],
    "1": ["2", "0"],
    "7": ["8", "6"],
    "0x10": ["17", "15"],
    "-1": ["1", "0", "-2"],
    "-5": ["5", "-4", "-6"],
    "0.0": ["1.0"],
    "0.5": ["1.0"],
    "1e-8": ["2e-08"],
    "-0.5": ["0.5", "-1.0"],
    "1e999": [],
    "1e308": [],
    "2j": [],
    "'a'": [],
    "b'a'": [],
    "a[0]": ["a[1]"],
    "a[-1]": ["a[1]", "a[0]", "a[-2]"],
    "a[:2, 1]": ["a[:3, 1]", "a[:1, 1]", "a[:2, 2]", "a[:2, 0]"],
    "def f(a, b=1, *, c=True): d": [
        "def f(a, b=2, *, c=True): d",
        "def f(a, b=0, *, c=True): d",
        "def f(a, b=1, *, c=False): d",
    ],
    # keywords
    "f(a, b=c)": ["f(a)"],
    "f(b=c)": ["f()"],
    "f(b=c,)": ["f()"],
    "f(a, b=c, d=e)": ["f(a, d=e)", "f(a, b=c)"],
    "f(b=c, d=e)": ["f(d=e)", "f(b=c)"],
    "f(a, b=(c), )": ["f(a, )"],
    "f(a, b=None)": ["f(a)"],
    "f(a, b='c')": ["f(a)"],
    "f(a, **b)": ["f(a)"],
    "f(a, keepdims=True)": ["f(a)", "f(a, keepdims=False)"],
    "(f)(a=b)": ["(f)()"],
    "class A(metaclass=M): b": [],
    # axes
    "f(axis=0)": ["f()", "f(axis=1)"],
    "f(axis=1)": ["f()", "f(axis=0)"],
    "f(axis=2)": ["f()", "f(axis=0)"],
    "f(axis=-1)": ["f()", "f(axis=0)"],
    "f(axis=None)": ["f()"],
    "f(axis=(0, 1))": ["f()", "f(axis=(1,))", "f(axis=(0,))"],
    "f(axis=(0, -2, 3))": ["f()", "f(axis=(-2, 3))", "f(axis=(0, 3))", "f(axis=(0, -2))"],
    "f(axis=(0,))": ["f()", "f(axis=())"],
    "f(axis=a + 1)": ["f()", "f(axis=a - 1)", "f(axis=a + 2)", "f(axis=a + 0)"],
}

UNTOUCHED = {
    "a docstring": 'def f():\n    """a < 1 and not True."""\n',
    "an f-string": 'f"{a + 1:{b * 2}} {not c} {d!r:>8}"',
    "an f-string in parts": '"1 < 2" f"{a < 1}"',
    "a raise": 'raise ValueError(f"{p + 1} " + str(p < 1), axis=0) from a + b',
    "an annotation": "def f(a: 1 | 2, *b: -3) -> not 4: c\n",
    "an annotated name": "a: g(1, b=True)",
    "an import": "from a import b as c\nimport d.e",
    "a decorator": "@a(1, b=True)\n@c[2]\ndef f(): d\n",
    "a dunder": "__all__ = ['a'] + [1]\n__all__ += b(2)\n__a__: c = 3\na = __b__ = 4",
    "a comment": "a  # < 1 and not True",
}


def changes(source: str) -> list[tuple[str, str]]:
    """Return the lines before and after of every mutant."""
    return [(mutant.before, mutant.after) for mutant in mutants_of(source)]


def differences(one: object, other: object) -> int:
    """Count the places in which two trees differ, taking the outermost of each."""
    if isinstance(one, ast.IfExp) and isinstance(other, ast.IfExp):
        crossed = ast.IfExp(one.test, one.orelse, one.body)
        if ast.dump(crossed) == ast.dump(other):
            return 1
    if isinstance(one, ast.AST) and type(one) is type(other):
        return sum(differences(value, getattr(other, name)) for name, value in ast.iter_fields(one))
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return sum(map(differences, one, other))
    return int(isinstance(one, ast.AST | list) or type(one) is not type(other) or one != other)


def statement_at(tree: ast.Module, line: int) -> ast.stmt:
    """Return the innermost statement that a line belongs to."""
    around = [n for n in ast.walk(tree) if isinstance(n, ast.stmt) and n.lineno <= line <= (n.end_lineno or 0)]
    return max(around, key=lambda node: node.lineno)


@pytest.mark.parametrize(("source", "afters"), TABLE.items(), ids=TABLE)
def test_operators(source: str, afters: list[str]) -> None:
    """Each operator gives its mutants in order, with no more parentheses than necessary."""
    assert changes(source) == [(source, after) for after in afters]


@pytest.mark.parametrize("source", UNTOUCHED.values(), ids=UNTOUCHED)
def test_what_no_suite_judges(source: str) -> None:
    """Texts, raised exceptions, annotations, imports, decorators and dunders are never changed."""
    assert mutants_of(source) == []


def test_beside_what_no_suite_judges() -> None:
    """Code next to a text or a decorator is changed as usual."""
    source = '@a(1)\ndef f(b: 2 = 3) -> 4:\n    """5"""\n    return f"{6}" * 7\n'
    assert [mutant.after for mutant in mutants_of(source)] == [
        "def f(b: 2 = 4) -> 4:",
        "def f(b: 2 = 2) -> 4:",
        'return f"{6}" / 7',
        'return f"{6}" * 8',
        'return f"{6}" * 6',
    ]


def test_text_beyond_ascii() -> None:
    """Multi-byte characters before the place do not shift it."""
    assert changes('é = "∂π/∂θ 🎲"; ŷ = é<ħ if ω else μ') == [
        ('é = "∂π/∂θ 🎲"; ŷ = é<ħ if ω else μ', f'é = "∂π/∂θ 🎲"; ŷ = {after}')
        for after in ("μ if ω else é<ħ", "é<=ħ if ω else μ", "é>=ħ if ω else μ")
    ]


def test_separators_that_end_no_line() -> None:
    """A form feed or a line separator inside a text does not end a line."""
    source = "a = '\u2028\x85'\n\x0c\nb = c < d\n"
    assert [(m.line, m.after) for m in mutants_of(source)] == [(3, "b = c <= d"), (3, "b = c >= d")]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends(end: str) -> None:
    """Line endings of any kind are preserved."""
    source = f"a = b{end}c = d + e{end}f = g{end}"
    assert mutants_of(source) == [Mutant(2, "c = d + e", "c = d - e", source.replace("+", "-"))]


def test_operator_among_comments_and_lines() -> None:
    """An operator is found among comments, parentheses and line breaks."""
    source = "x = (\n    (a)  # a < b + 1\n    # and (\n    <  # >= )\n    (b)\n)\n"
    assert [(m.line, m.before, m.after, m.source) for m in mutants_of(source)] == [
        (4, "<  # >= )", "<=  # >= )", source.replace("    <", "    <=")),
        (4, "<  # >= )", ">=  # >= )", source.replace("    <", "    >=")),
    ]


def test_operator_after_a_backslash() -> None:
    """A line continued by a backslash stays continued."""
    assert changes("x = a \\\n    not in b") == [("not in b", "in b")]


def test_operator_of_several_lines() -> None:
    """An operator that joins three values is changed on all its lines at once."""
    source = "x = (\n    a\n    and b  # or\n    and c\n)\n"
    assert changes(source) == [("and b  # or\n    and c", "or b  # or\n    or c")]


def test_parentheses_of_several_lines() -> None:
    """If a change needs parentheses, all lines inside them are shown."""
    assert changes("x = (a and (b)\n     or c)") == [
        ("x = (a and (b)", "x = ((a or (b))"),
        ("x = (a and (b)\n     or c)", "x = ((a and (b))\n     and c)"),
    ]


def test_branches_among_comments() -> None:
    """Branches of several lines are swapped, and the comments beside them stay."""
    source = "x = (\n    a  # one\n    if b\n    else (c)  # two\n)\n"
    assert [m.source for m in mutants_of(source)] == ["x = (\n    (c)  # one\n    if b\n    else a  # two\n)\n"]


def test_keywords_among_lines() -> None:
    """A keyword argument on its own line is removed with the line."""
    source = "f(\n    a,\n    b=c,\n    d=e,\n)\n"
    assert [m.source for m in mutants_of(source)] == ["f(\n    a,\n    d=e,\n)\n", "f(\n    a,\n    b=c,\n)\n"]
    assert [(m.line, m.before, m.after) for m in mutants_of(source)] == [
        (3, "a,\n    b=c,", "a,"),
        (4, "b=c,\n    d=e,", "b=c,"),
    ]
    assert changes("f(\n    b=c,\n    d=e,\n)")[0] == ("b=c,\n    d=e,", "d=e,")


def test_keywords_among_comments() -> None:
    """A keyword argument is removed without the comments beside it."""
    source = "f(\n    a,  # one, b=c\n    b=c,  # two\n    d=e  # three\n)\n"
    assert [m.source for m in mutants_of(source)] == [
        source.replace("    b=c,  #", "      #"),
        source.replace("    d=e", "    "),
    ]


def test_same_change_twice() -> None:
    """Two changes with the same tree are listed once, and a change without effect never."""
    afters = [after for _, after in changes("f(a, axis=(0, 0))")]
    assert afters == ["f(a)", "f(a, axis=(0,))"]


def test_program_that_python_warns_about() -> None:
    """A program with an invalid escape sequence gives its mutants without a warning."""
    assert changes("x = '\\d' + y") == [("x = '\\d' + y", "x = '\\d' - y")]


def test_program_that_is_none() -> None:
    """Text that is not Python raises Python's error."""
    with pytest.raises(SyntaxError):
        mutants_of("x = = 1")


@cache
def shipped(file: Path) -> tuple[str, list[Mutant]]:
    """Return a shipped program and its mutants, cached for several tests."""
    source = file.read_text("utf-8")
    return source, mutants_of(source)


@pytest.mark.parametrize("file", PROGRAMS, ids=lambda file: f"{file.parts[-2]}/{file.name}")
def test_one_difference(file: Path) -> None:
    """Every mutant of a shipped program differs from it in exactly one place of the tree, and from all others."""
    source, mutants = shipped(file)
    tree = ast.parse(source)
    trees = [ast.parse(mutant.source) for mutant in mutants]
    assert [differences(tree, each) for each in trees] == [1] * len(trees)
    assert len({ast.dump(each) for each in [tree, *trees]}) == len(trees) + 1


@pytest.mark.parametrize("file", PROGRAMS, ids=lambda file: f"{file.parts[-2]}/{file.name}")
def test_everything_else_as_written(file: Path) -> None:
    """A mutant is the program with the shown lines replaced, within one statement."""
    source, mutants = shipped(file)
    lines = source.splitlines(keepends=True)
    tree = ast.parse(source)
    for mutant in mutants:
        statement = statement_at(tree, mutant.line)
        head = "".join(lines[: statement.lineno - 1])
        tail = "".join(lines[statement.end_lineno :])
        assert mutant.source.startswith(head)
        assert mutant.source.endswith(tail)
        inside = source[len(head) : len(source) - len(tail)]
        parts = inside.split(mutant.before)
        ways = [
            mutant.before.join(parts[:i]) + mutant.after + mutant.before.join(parts[i:]) for i in range(1, len(parts))
        ]
        assert mutant.source in [head + way + tail for way in ways]


@pytest.mark.parametrize("file", PROGRAMS, ids=lambda file: f"{file.parts[-2]}/{file.name}")
def test_order(file: Path) -> None:
    """Mutants come in the order of their lines."""
    lines = [mutant.line for mutant in shipped(file)[1]]
    assert lines == sorted(lines)


def test_the_same_ones_every_time() -> None:
    """A program always has the same mutants."""
    source, mutants = shipped(REFERENCES[0])
    assert mutants_of(source) == mutants


@pytest.mark.parametrize("file", REFERENCES, ids=lambda file: file.stem)
def test_enough(file: Path) -> None:
    """Every reference has at least eight mutants."""
    assert len(shipped(file)[1]) >= 8
