"""The lab as files: sound SVG, the same numbers as CSV, one page, and a word on what the student's code kept out."""

from __future__ import annotations

import csv
import io
import itertools
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from dropgrade.cli.lab import command
from dropgrade.course.course import Course
from dropgrade.lab.experiments.experiment import Experiment
from dropgrade.lab.experiments.experiment_list import EXPERIMENTS
from dropgrade.lab.export import export_lab
from dropgrade.lab.export.panels_as_files import KINDS, csv_of, svg_of
from dropgrade.lab.export.svg_shapes import ticks
from dropgrade.lab.figures.figure_list import FIGURES
from dropgrade.lab.student_bench import StudentBench
from tests.lab.conftest import INVERTED, solved
from tests.lab.plain_bench import PlainBench

NAMESPACE = "{http://www.w3.org/2000/svg}"
TRAINED = {"overfitting", "curves_at_rates", "rate_and_gap", "with_and_without", "weights"}
QUICK = tuple(figure for figure in FIGURES if figure.name not in TRAINED)
HOSTILE = "<script>alert(1)</script>\x1b[2J & =1+1"
RANGES = {"kind": "ranges", "title": HOSTILE, "axis": HOSTILE, "rows": [[HOSTILE, 2.0, 1.0, 3.0]], "note": HOSTILE}
BARS = {"kind": "bars", "title": "b", "axis": "x", "values": [["=2+3", 1.0, None], ["b", -2.0, 0.5]], "note": ""}


@pytest.fixture(scope="module")
def panels() -> list[dict[str, Any]]:
    """The panels of every figure that needs no training, and one of each kind that is in none of them."""
    made = [panel for figure in QUICK for panel in figure.made(PlainBench(), 0)["panels"]]
    return [*made, RANGES, BARS]


def numbers_in(value: object) -> Iterator[float]:
    """Every number in plain data."""
    if isinstance(value, (list, tuple)):
        for each in value:
            yield from numbers_in(each)
    elif isinstance(value, (int, float)):
        yield float(value)


def test_every_kind_of_panel_is_a_sound_drawing(panels: list[dict[str, Any]]) -> None:
    """Each drawing is XML with a title, stays on its sheet, and refers to nothing outside."""
    assert {panel["kind"] for panel in panels} == set(KINDS)
    for panel in panels:
        root = ET.fromstring(svg_of("A figure", [panel], ["dropout_backward"]))
        width, height = float(root.attrib["width"]), float(root.attrib["height"])
        tags = {element.tag.removeprefix(NAMESPACE) for element in root.iter()}
        assert tags <= {"svg", "title", "rect", "g", "text", "line", "circle", "polyline", "polygon"}
        names = {name for element in root.iter() for name in element.attrib}
        assert not names & {"href", "style", "onload", "class"}
        for text in root.iter(f"{NAMESPACE}text"):
            assert 0 <= float(text.attrib["x"]) <= width
            assert 0 <= float(text.attrib["y"]) <= height
        assert "Drawn with the reference in place of: dropout_backward" in "".join(root.itertext())


def test_text_is_never_markup(panels: list[dict[str, Any]]) -> None:
    """Names with markup and control characters are shown as they are written, and start nothing in a spreadsheet."""
    svg = svg_of(HOSTILE, [RANGES])
    assert "script" not in {element.tag.removeprefix(NAMESPACE) for element in ET.fromstring(svg).iter()}
    assert "\x1b" not in svg
    assert "<script>alert(1)</script>" in "".join(ET.fromstring(svg).itertext())
    cells = [cell for row in csv.reader(io.StringIO(csv_of([BARS]))) for cell in row]
    assert "'=2+3" in cells
    assert "=2+3" not in cells


def test_the_table_has_every_number_of_the_drawing(panels: list[dict[str, Any]]) -> None:
    """Of lines, cells, networks, rows and calculations, each number is in the table, to the last digit."""
    fields = {"lines": "runs", "cells": "grids", "networks": "networks", "steps": "steps", "ranges": "rows"}
    for panel in panels:
        written = {float(row[4]) for row in list(csv.reader(io.StringIO(csv_of([panel]))))[1:] if _is_number(row[4])}
        for each in panel.get(fields.get(panel["kind"], ""), []):
            parts = (
                [each.get("y", ()), each.get("rows", ()), [v for _, v in each.get("values", ())]]
                if isinstance(each, dict)
                else each[1:]
            )
            assert set(numbers_in(parts)) <= written


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-3.2, 7.9), (0.0, 1e-9), (1e6, 1.1e6), (5.0, 5.0)])
def test_ticks_are_few_and_inside(low: float, high: float) -> None:
    """An axis has from one to a dozen round numbers, all of them on it."""
    found = ticks(low, high)
    assert 1 <= len(found) <= 12
    assert all(low - 1e-12 <= value <= high + 1e-12 for value in found)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of everything, what takes a moment: two figures, and one experiment."""
    monkeypatch.setattr(export_lab, "FIGURES", [f for f in FIGURES if f.name in ("one_mask", "masks_at_rates")])
    monkeypatch.setattr(export_lab, "EXPERIMENTS", {"whole_maps": EXPERIMENTS["whole_maps"]})


@pytest.mark.usefixtures("few")
def test_a_folder_is_written_from_the_students_functions(workspace: Course, tmp_path: Path) -> None:
    """Each figure and experiment has its SVG and CSV, the page links them all, and nothing of it loads anything."""
    ended = CliRunner().invoke(
        command, ["--export", str(tmp_path / "out"), "--course", str(workspace.root)], standalone_mode=False
    )
    assert ended.return_value == 0, ended.output
    assert ended.output == f"2 figures and 1 experiment: {tmp_path / 'out' / 'index.html'}\n"
    files = sorted(str(file.relative_to(tmp_path / "out")) for file in (tmp_path / "out").rglob("*.*"))
    names = ["experiments/whole_maps", "figures/masks_at_rates", "figures/one_mask"]
    assert files == [*(f"{name}.{kind}" for name in names for kind in ("csv", "svg")), "index.html"]
    page = (tmp_path / "out" / "index.html").read_text()
    assert all(f'href="{name}.csv"' in page for name in names)
    assert "default-src 'none'" in page
    assert not any(word in page for word in ("<script", "src=", "in place of"))


@pytest.mark.usefixtures("few")
def test_what_the_students_code_fails_at_is_left_out_and_said(tmp_path: Path) -> None:
    """A function that raises keeps its own figures out, with its file and line, and the page says so."""
    course = solved(tmp_path / "course")
    (course.root / INVERTED).write_text("def inverted_dropout(x, p, training=True, rng=None):\n    return 1 / 0\n")
    ended = CliRunner().invoke(
        command, ["--export", str(tmp_path / "out"), "--course", str(course.root)], standalone_mode=False
    )
    assert ended.return_value == 1
    assert "0 figures and 0 experiments: " in ended.output
    said = "Masks at four rates is left out. `inverted_dropout` raised ZeroDivisionError: division by zero"
    assert said in ended.output
    assert "inverted_scaling.py, line 2)" in ended.output
    page = (tmp_path / "out" / "index.html").read_text()
    assert page.count("This could not be made.") == 3
    assert not list((tmp_path / "out" / "figures").iterdir())


@pytest.mark.usefixtures("few")
def test_an_export_that_is_interrupted_ends_and_says_so(
    workspace: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends the threads that train, too; the page, which is written last, is not there."""
    begun = threading.Event()

    def wait(measured: Experiment, bench: StudentBench, *_: Any, **__: Any) -> Any:
        begun.set()
        for seed in itertools.count():
            measured.measure(bench, seed, lambda *_: None)

    monkeypatch.setattr(export_lab, "measure_seeds", wait)
    monkeypatch.setattr(export_lab, "EXPERIMENTS", {"no_dropout": EXPERIMENTS["no_dropout"]})
    threading.Thread(target=lambda: (begun.wait(), os.kill(os.getpid(), signal.SIGINT)), daemon=True).start()
    arguments = ["--export", str(tmp_path / "out"), "--course", str(workspace.root)]
    ended = CliRunner().invoke(command, arguments, standalone_mode=False)
    assert ended.return_value == 130
    said, next_step = ended.output.splitlines()
    assert said == f"dropgrade: Interrupted. {tmp_path / 'out'} is not complete."
    assert next_step == "Run the command again to export everything."
    assert not (tmp_path / "out" / "index.html").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path, run: Any) -> None:
    """A path that is not a folder is not overwritten."""
    (tmp_path / "out").write_text("mine")
    ended = run("lab", "--export", tmp_path / "out")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"dropgrade: {tmp_path / 'out'} is not a folder.\nName a folder to write into.\n"
    assert (tmp_path / "out").read_text() == "mine"
