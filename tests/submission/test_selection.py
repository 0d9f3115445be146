"""What is graded of a notebook: definitions and what they depend on, not code that only tries them."""

from __future__ import annotations

import warnings

import pytest

from dropgrade.submission.needed import LARGEST, defined_names, defining_parts, selected

F = "def f(x):\n    return x * factor"


def kept(*cells: str, names: tuple[str, ...] = ("f",)) -> list[str]:
    """Return what is left of the cells, without empty lines."""
    parts = tuple((f"cell {n}", cell) for n, cell in enumerate(cells))
    return ["\n".join(line for line in text.split("\n") if line) for _, text in selected(parts, names)]


@pytest.mark.parametrize(
    "tried",
    [
        "f(3)",
        "print(f(3))",
        "out = f(3)",
        "while True:\n    f(3)",
        "assert f(3) == 6",
        "for i in range(10**9):\n    print(f(i))",
        "import torch",
        "import matplotlib.pyplot as plt\nplt.plot([f(1)])\nplt.show()",
        "big = np.ones((10**6, 10**6))",
        "def g(x):\n    return f(x)",
        "await f(3)",
        "1 / 0",
        "factory = 3",
        "del unknown",
    ],
)
def test_what_merely_tries_a_function_is_left_out(tried: str) -> None:
    """Calls, prints, loops, plots and other functions are left out, so that they cannot affect the checks."""
    before = "import numpy as np\nfactor = np.float64(2)"
    assert kept(before, F, tried) == [before, F, ""]
    assert kept(f"{before}\n{tried}\n{F}") == [f"{before}\n{F}"]


@pytest.mark.parametrize(
    "needed",
    [
        "factor = 2",
        "factor: float = 2",
        "from math import pi as factor",
        "import math as factor",
        "if True:\n    factor = 2",
        "for factor in (1, 2):\n    pass",
        "try:\n    factor = 2\nexcept ValueError:\n    pass",
        "with open('x') as factor:\n    pass",
        "one, (factor, *more) = 1, (2, 3)",
        "print(factor := 2)",
        "factor = 1\nfactor += 1",
        "def factor():\n    return 2",
        "class factor:\n    pass",
        "base = 1\ndef half(x):\n    return x / base\nfactor = half(2)",
        "from magic import *",
        "globals()['factor'] = 2",
        "exec('factor = 2')",
        "factor = []\nfactor.append(2)",
        "factor = {}\nfactor['a'] = 2",
        "factor = [1, 2]\ndel factor[0]",
        "factor = []\nfor i in range(3):\n    factor.append(i)",
        "factor = []\ndef fill():\n    factor.append(2)\nfill()",
        "def setup():\n    global factor\n    factor = 2\nsetup()",
        "import numpy as np\nnp.seterr(all='raise')\nfactor = np.float64(2)",
        "f.scale = 2",
        "@f.register\ndef other(x):\n    return 1",
        "a = 1; factor = 2",
    ],
)
def test_what_a_function_rests_on_is_kept(needed: str) -> None:
    """Helpers, constants, imports, and statements that modify them are kept, from any cell."""
    assert kept(F, needed) == [F, needed]
    assert kept(needed, F) == [needed, F]


@pytest.mark.parametrize(
    "function",
    [
        "@decorated\ndef f(x):\n    return x",
        "f = lambda x, decorated=decorated: x",
        "class f(decorated):\n    pass",
        "class f:\n    rate = decorated\n",
        "class f:\n    decorated = decorated\n",
        "def f(x: decorated):\n    return x",
        "def f(x):\n    def inner():\n        return decorated\n    return inner()",
        "def f(x):\n    return [decorated for y in x]",
        "async def f(x):\n    await decorated",
    ],
)
def test_uses_are_found_wherever_they_stand(function: str) -> None:
    """Names used in decorators, defaults, bases, class bodies, annotations and inner functions count as used."""
    assert kept("decorated = 3", "unused = 4", function) == ["decorated = 3", "", function.rstrip("\n")]


def test_a_local_name_is_no_use_of_a_global_one() -> None:
    """A local name does not pull in a global of the same name."""
    function = "def f(x, rng=None):\n    out = x\n    mask = [m for m in x]\n    return out, mask"
    assert kept(function, "out, mask = f(3)\nrng = 5\nm = 6\nx = 7") == [function, ""]


def test_lines_keep_their_places() -> None:
    """The remaining lines keep the numbers that the student sees."""
    (text,) = (text for _, text in selected((("cell", f"print(1)\n\n{F}\nprint(\n2)\nfactor = 2"),), ("f",)))
    assert text == f"\n\n{F}\n\n\nfactor = 2"


def test_every_definition_is_kept_in_order() -> None:
    """Every definition is kept in order, and the last one counts, as in the kernel."""
    assert kept("def f(): return 1", "def f(): return 2") == ["def f(): return 1", "def f(): return 2"]


def test_statements_on_one_line_stay_together() -> None:
    """Statements that share a line are kept or left out together."""
    assert kept("x = 1; f = 2", "y = 1; z = 2") == ["x = 1; f = 2", ""]


@pytest.mark.parametrize("cell", ["def broken(:", "x = (", "\0", "(" * 3000, "x" + "+1" * 50_000, "\ud800 = 1"])
def test_a_cell_that_cannot_be_read_is_kept(cell: str) -> None:
    """A cell that cannot be parsed is kept, so that the worker reports its error."""
    assert kept("factor = 2", cell, F) == ["factor = 2", cell, F]


@pytest.mark.parametrize("cell", ["x = 1if True else 2", "x = '\\d'"])
def test_what_python_warns_of_in_a_cell_goes_unsaid(cell: str) -> None:
    """Warnings about a student's code are suppressed and change nothing."""
    with warnings.catch_warnings(action="error"):
        assert defined_names((("cell 1", cell),)) == {"x"}


def test_beyond_a_size_everything_is_kept() -> None:
    """A very long notebook is graded as a whole instead of statement by statement."""
    cells = ("x = 1\n" * (LARGEST // 6), "print(2)", F)
    assert selected(tuple((str(n), cell) for n, cell in enumerate(cells)), ("f",)) == tuple(
        (str(n), cell) for n, cell in enumerate(cells)
    )


def test_names_are_found_in_their_cells() -> None:
    """Definitions of any kind count, but parameters and local names do not."""
    parts = (("a", "import numpy as np\nx, y = 1, 2"), ("b", F), ("c", "class C:\n    def m(self): pass"), ("d", F))
    assert defined_names(parts) == {"np", "x", "y", "f", "C"}
    assert defining_parts(parts, ["f"]) == ("b", "d")
