"""What is installed: the wheel's exact contents, the command, and what a command does not import."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run, modules_of

CORE = ["errors", "files", "report", "course", "submission", "sandbox", "checks", "grading", "screen"]
"""The layers of the core, lowest first."""
SLICES = {
    "pictures": set(),
    "quiz": set(),
    "progress": {"quiz"},
    "workspace": set(),
    "new": {"quiz"},
    "verify": {"pictures", "quiz", "progress"},
    "packing": {"quiz"},
    "classroom": {"pictures", "quiz", "progress", "verify", "packing"},
    "spotting": {"quiz", "progress"},
    "lab": {"pictures", "quiz", "progress", "spotting"},
}
"""The features on top of the core, and which others each may import."""
DOORS = {"cli", "jupyter"}
PACKAGE = ROOT / "grader" / "dropgrade"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the project's own files."""
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("wheel")
    return Path(next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])))


def files_below(folder: str) -> set[str]:
    """The files of a folder of the repository that belong to the project: the caches of tools are hidden folders."""
    every = (p.relative_to(ROOT / folder) for p in (ROOT / folder).rglob("*") if p.is_file())
    own = (p for p in every if not any(part.startswith(".") or part == "__pycache__" for part in p.parts))
    return {p.as_posix() for p in own}


def test_the_wheel_holds_the_package_and_the_whole_course(wheel: Path) -> None:
    """Every file of the package and of the course is in the wheel, at its place, and nothing else is."""
    expected = {f"dropgrade/{name}" for name in files_below("grader/dropgrade")}
    for folder in ("exercises", "solutions", "quizzes"):
        expected |= {f"dropgrade/_course/{folder}/{name}" for name in files_below(folder)}
    names = set(zipfile.ZipFile(wheel).namelist())
    found = {n for n in names if ".dist-info/" not in n and not n.endswith(".gitkeep")}
    assert found == expected


def test_an_installed_wheel_grades_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    """Unpacked into a folder of its own and run from elsewhere, the course inside the package is used."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    reference = ROOT / "solutions/p03_inverted_scaling/inverted_scaling.py"
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); from dropgrade.cli import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", code, "check", "--json", str(reference)], cwd=elsewhere, capture_output=True, check=False
    )
    assert json.loads(result.stdout)["score"] == 10, result.stderr
    for words in (["check"], ["check", "p03"], ["hint", "p03"], ["reset", "p03"], ["watch", "p03"]):
        refused = subprocess.run([sys.executable, "-c", code, *words], cwd=elsewhere, capture_output=True, check=False)
        assert refused.returncode == 2, words
        assert b"dropgrade init my_dropout" in refused.stderr


def test_the_version_is_the_same_everywhere(run: Run) -> None:
    """`--version`, the package and the project's file agree."""
    import tomllib

    from dropgrade import __version__

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert run("--version").stdout.split()[-1] == __version__ == project["version"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["check", "--help"],
        ["check", "p99"],
        ["--version"],
        ["verify", "--help"],
        ["grade", "--help"],
        ["grade"],
        ["verify", "p99"],
        ["lab", "--help"],
        ["lab", "--problem", "p99"],
        ["new", "--help"],
        ["new", "problem", "x"],
        ["notebook", "--help"],
        ["notebook", "p99"],
        ["grades", "--help"],
        ["report", "--help"],
    ],
)
def test_light_commands_import_nothing_heavy(arguments: list[str]) -> None:
    """What needs no grading imports neither numpy nor pytest nor rich."""
    modules, _ = modules_of(*arguments)
    loaded = {module.split(".")[0] for module in modules}
    assert "click" in loaded
    assert loaded.isdisjoint({"numpy", "pytest", "_pytest", "rich", "nbformat", "markdown_it", "uvicorn", "starlette"})


@pytest.mark.parametrize(
    ("code", "foreign"),
    [
        ("import dropgrade", {"click", "json", "dropgrade.jupyter"}),
        ("import dropgrade.jupyter.magics", {"click", "numpy", "IPython", "nbformat", "dropgrade.cli"}),
        ("import dropgrade.submission.submission", {"numpy", "nbformat", "IPython", "jupyter_core"}),
    ],
)
def test_what_runs_in_a_kernel_is_light(code: str, foreign: set[str]) -> None:
    """A kernel loads next to nothing of ours, and reading a notebook needs no library for notebooks."""
    result = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    assert set(result.stdout.split()).isdisjoint(foreign)


def room_of(module: str) -> str:
    """The room that a module of the package belongs to."""
    return module.split(".")[1] if module.startswith("dropgrade.") else ""


def imports_of(file: Path) -> set[str]:
    """The rooms that a file imports from."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {room_of(node.module)} if node.module != "dropgrade" else {a.name for a in node.names}
        elif isinstance(node, ast.Import):
            found |= {room_of(alias.name) for alias in node.names}
    return found - {""}


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda f: f.relative_to(PACKAGE).as_posix())
def test_no_room_knows_its_guests(file: Path) -> None:
    """A layer of the core imports from lower layers, a slice from the core and the slices that it may read."""
    own = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
    allowed = {own, "__version__"}
    if own in CORE:
        allowed |= set(CORE[: CORE.index(own)])
    elif own in SLICES:
        allowed |= {*CORE, *SLICES[own]}
    else:
        allowed |= {*CORE, *SLICES, *DOORS}
    assert imports_of(file) <= allowed


def test_no_file_name_is_used_twice() -> None:
    """A module is known by its name alone, but for the packages' own and the terminal views of the slices."""
    names = [file.name for file in PACKAGE.rglob("*.py") if file.name not in ("__init__.py", "terminal.py")]
    assert sorted(names) == sorted(set(names))


FOREIGN = {
    "errors": {"click", "rich", "numpy", "pytest"},
    "files": {"click", "rich", "numpy", "pytest"},
    "report": {"click", "rich", "numpy", "pytest"},
    "course": {"click", "rich", "numpy", "pytest"},
    "submission": {"click", "rich", "numpy", "pytest", "IPython"},
    "sandbox": {"click", "rich", "pytest"},
    "checks": {"click", "rich", "pytest"},
    "grading": {"click", "rich"},
    "screen": {"click", "numpy", "pytest"},
    "pictures": {"click", "pytest"},
    "quiz": {"click", "numpy", "pytest"},
    "progress": {"click", "numpy", "pytest"},
    "verify": {"click"},
    "packing": {"click", "rich", "pytest"},
    "classroom": {"click", "pytest"},
    "spotting": {"click", "numpy", "pytest"},
    "lab": {"click", "rich", "pytest"},
    "cli": {"numpy", "pytest"},
    "jupyter": {"click", "rich", "numpy", "pytest", "IPython"},
}


def test_rich_draws_in_the_views_alone() -> None:
    """Only `screen`, the slices' terminal views and what they are made of import rich."""
    drawing = {"screen", "cli"}
    for file in PACKAGE.rglob("*.py"):
        place = file.relative_to(PACKAGE)
        is_view = place.parts[0] in drawing or place.name in ("terminal.py", "charts.py")
        assert is_view or "from rich" not in file.read_text(), place


def test_plain_text_is_printed_in_one_place() -> None:
    """Every line that is no drawing goes through `say`, which cleans it; only a shell's script stays as it is."""
    raw = [file.name for file in PACKAGE.rglob("*.py") if "echo(" in file.read_text()]
    assert raw == ["completion.py"]


@pytest.mark.parametrize("room", sorted(FOREIGN))
def test_no_room_knows_a_foreign_library(room: str) -> None:
    """Click stays in the commands, pytest in the grading, NumPy away from the screen."""
    files = [PACKAGE / f"{room}.py"] if (PACKAGE / f"{room}.py").exists() else list((PACKAGE / room).rglob("*.py"))
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {n.split(".")[0] for n in names}.isdisjoint(FOREIGN[room]), file
