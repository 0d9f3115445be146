"""Which features of pytest a suite may use; all others are refused, with what to use instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropgrade.course.suite import read_manifest

BODY = '@pytest.mark.points(1)\ndef test_a(student):\n    "Title."\n'
TEST = '@pytest.mark.points(1)\ndef test_a(student): "Title."\n'


def faults_of(folder: Path, source: str) -> list[tuple[int, str, str]]:
    """Return the faults of a suite: lines, messages and fixes."""
    file = folder / "suite.py"
    file.write_text(source)
    return [(fault.line, fault.message, fault.fix) for fault in read_manifest(file)[1]]


SOUND = {
    "parameters": '@pytest.mark.parametrize("n, m", [(1, 2)])\n@pytest.mark.points(1)\ndef test_a(student, n, m): "T."',
    "a range": '@pytest.mark.parametrize("n", range(5))\n@pytest.mark.points(1)\ndef test_a(student, n): "T."',
    "two lists": '@pytest.mark.parametrize("n", [1])\n@pytest.mark.parametrize(["m"], [[1]])\n'
    '@pytest.mark.points(1)\ndef test_a(student, n, m): "T."',
    "a constant": 'N = [1, 2]\n@pytest.mark.parametrize("n", N)\n@pytest.mark.points(1, each=True)\n'
    'def test_a(student, n): "T."',
    "fixtures": '@pytest.fixture\ndef a(student, tmp_path): ...\n\n@pytest.fixture(scope="module")\ndef b(): ...\n\n'
    '@pytest.mark.points(1)\ndef test_a(a, b, rng, tmp_path): "T."',
    "usefixtures": '@pytest.fixture\ndef a(request): ...\n\n@pytest.mark.usefixtures("a")\n' + TEST,
    "examples": '@pytest.mark.points(1)\n@given(st.integers(), st.text())\ndef test_a(student, n, text): "T."',
    "named examples": '@pytest.mark.points(1)\n@given(n=st.integers())\ndef test_a(n, student): "T."',
    "a default": '@pytest.mark.points(1)\ndef test_a(student, n=3, *, m=4): "T."',
    "manual": TEST + '\n@pytest.mark.manual\n@pytest.mark.points(1)\ndef test_b(): "T."',
}


@pytest.mark.parametrize("name", SOUND)
def test_what_a_suite_may_use(tmp_path: Path, name: str) -> None:
    """Cases, fixtures, examples and defaults may be used as in pytest."""
    assert faults_of(tmp_path, SOUND[name]) == []


@pytest.mark.parametrize(
    ("source", "line", "message", "fix"),
    [
        ('@pytest.mark.points(1)\ndef test_a(student, capsys): "T."', 2, "asks for `capsys`", "process"),
        ('@pytest.mark.points(1)\ndef test_a(student, monkeypatch): "T."', 2, "asks for `monkeypatch`", "argument"),
        ('@pytest.mark.points(1)\ndef test_a(student, tmpdir): "T."', 2, "asks for `tmpdir`", "`tmp_path`"),
        ('@pytest.mark.points(1)\ndef test_a(student, *, data): "T."', 2, "asks for `data`", "fixtures of the suite"),
        ('@pytest.mark.skip\n@pytest.mark.points(1)\ndef test_a(student): "T."', 1, "mark `skip`", "always runs"),
        ('@pytest.mark.point(1)\ndef test_a(student): "T."', 1, "mark `point`", "Did you mean `points`?"),
        ("@pytest.fixture\ndef a(stdent): ...\n" + TEST, 2, "a asks for `stdent`", "by name"),
        ('@pytest.fixture(scope="module")\ndef a(student): ...\n' + TEST, 2, "outlives a check", "scope"),
        ("class TestMore:\n    pass\n" + TEST, 1, "TestMore is a class", "out of it"),
        ("async def test_b(student): ...\n" + TEST, 1, "test_b is async", "plain function"),
        ("pytestmark = pytest.mark.points(1)\n" + TEST, 1, "marks every check", "each check"),
        (BODY + "    with pytest.raises(ValueError): student.f(1)", 4, "`pytest.raises`", "expect_raises"),
        (BODY + "    pytest.skip()", 4, "`pytest.skip`", "always runs"),
        (BODY + "    np.random.default_rng()", 4, "without a seed", "`rng`"),
        (
            '@pytest.mark.points(1)\n@given(n=st.integers())\ndef test_a(student, rng, n): "T."',
            3, "draws examples and asks for `rng`", "draw a seed",
        ),
        (
            '@pytest.mark.parametrize("a", [1], indirect=True)\n@pytest.mark.points(1)\ndef test_a(a): "T."',
            1, "gives parameters to a fixture", "function of the suite",
        ),
        (
            '@pytest.mark.parametrize("n", range(3))\n@pytest.mark.points(1, each=True)\ndef test_a(student, n): "T."',
            3, "not written out", "with a list",
        ),
        ('@pytest.mark.manual\n@pytest.mark.points(1)\ndef test_a(): "T."', 3, "a person gives all points", "a check"),
    ],
)  # fmt: skip
def test_what_is_refused_says_what_to_use(tmp_path: Path, source: str, line: int, message: str, fix: str) -> None:
    """Each fault has its line and names what to use instead."""
    (found,) = faults_of(tmp_path, source)
    assert found[0] == line
    assert message in found[1]
    assert fix in found[2]


def test_each_case_is_read_off_the_text(tmp_path: Path) -> None:
    """Names, titles and points of cases are known without running anything."""
    file = tmp_path / "suite.py"
    file.write_text(
        '@pytest.mark.points(2, each=True)\n@pytest.mark.parametrize("n", [1, -2, pytest.param(None, id="none")])\n'
        'def test_a(student, n): "Title."\n'
        '@pytest.mark.points(4)\n@pytest.mark.needs("test_a")\ndef test_b(student): "Other."\n'
    )
    specs, faults = read_manifest(file)
    assert faults == []
    assert [(s.name, s.title, s.points) for s in specs] == [
        ("test_a[1]", "Title (n = 1).", 2.0),
        ("test_a[2]", "Title (n = -2).", 2.0),
        ("test_a[3]", "Title (none).", 2.0),
        ("test_b", "Other.", 4.0),
    ]
    assert specs[3].needs == ("test_a[1]", "test_a[2]", "test_a[3]")
