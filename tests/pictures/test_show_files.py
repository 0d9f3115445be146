"""`dropgrade show -o FILE`: PNG and SVG by matplotlib, which nothing else needs."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run, modules_of

REFERENCE = ROOT / "solutions/p03_inverted_scaling/inverted_scaling.py"


@pytest.mark.parametrize("suffixes", [(".png", ".PNG"), (".svg", ".svg")])
def test_a_picture_is_written_to_a_file(run: Run, tmp_path: Path, suffixes: tuple[str, str]) -> None:
    """The file is what its suffix says, and the same for the same seed, whatever settings the user keeps."""
    (tmp_path / "matplotlibrc").write_text("savefig.dpi: 20\nsvg.fonttype: none\n")
    files = [tmp_path / f"{n}{suffix}" for n, suffix in zip("ab", suffixes, strict=True)]
    for file, folder in zip(files, (ROOT, tmp_path), strict=True):
        result = run("show", REFERENCE, "-o", file, cwd=folder, env={"MPLBACKEND": "module://nowhere"})
        assert (result.returncode, result.stderr) == (0, "")
        assert str(file) in result.stdout
    content = files[0].read_bytes()
    assert content == files[1].read_bytes()
    if suffixes[0] == ".svg":
        assert ET.fromstring(content).tag.endswith("}svg")
    else:
        assert content.startswith(b"\x89PNG\r\n\x1a\n")


def test_no_file_is_written_where_nothing_can_be_drawn(run: Run, tmp_path: Path) -> None:
    """A picture that was there stays when the code has nothing to draw any more."""
    file = tmp_path / "old.png"
    file.write_text("as it was")
    result = run("show", "p03", "-o", file)
    assert result.returncode == 1
    assert "· to do" in result.stdout
    assert file.read_text() == "as it was"


@pytest.mark.parametrize("name", ["picture.jpg", "picture", "solution.py"])
def test_other_suffixes_are_refused(run: Run, tmp_path: Path, name: str) -> None:
    """Only .png and .svg are names for a picture, so that no program is ever overwritten."""
    result = run("show", REFERENCE, "-o", tmp_path / name)
    assert result.returncode == 2
    assert "Let it end in .png or .svg." in result.stderr
    assert not (tmp_path / name).exists()


def test_a_path_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    """A missing folder is named, without a traceback."""
    result = run("show", REFERENCE, "-o", tmp_path / "nowhere" / "a.png")
    assert result.returncode == 3
    assert "The system refused" in result.stderr
    assert "Traceback" not in result.stderr


WITHOUT_MATPLOTLIB = "import sys; from dropgrade import cli; sys.modules['matplotlib'] = None; cli.main()"


@pytest.mark.parametrize("words", [["show", "--help"], ["show", "p99"], ["show", "p03", "-o", "x.jpg"]])
def test_wrong_usage_imports_nothing_heavy(words: list[str]) -> None:
    """A refused command imports neither numpy nor rich nor matplotlib."""
    assert modules_of(*words)[0].isdisjoint({"numpy", "rich", "pytest", "matplotlib"})


def test_the_terminal_needs_no_matplotlib() -> None:
    """Only a file needs matplotlib, and nothing needs pytest."""
    loaded, result = modules_of("show", str(REFERENCE))
    assert result.returncode == 0
    assert loaded.isdisjoint({"matplotlib", "pytest"})


def test_without_matplotlib_the_command_to_install_it_is_said(tmp_path: Path) -> None:
    """If matplotlib is missing, a file is refused before anything runs, with the command that installs it."""
    command = [sys.executable, "-c", WITHOUT_MATPLOTLIB, "show", REFERENCE, "-o", tmp_path / "a.png"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert '-m pip install "matplotlib>=3.9"' in result.stderr
