"""Everything that the lab shows, written into a folder: figures, experiments, and a page with all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dropgrade.checks.failure import CheckFailed
from dropgrade.course.course import Course
from dropgrade.errors import TargetError
from dropgrade.files import write_whole
from dropgrade.lab.experiments.experiment import Experiment, found_json
from dropgrade.lab.experiments.experiment_list import EXPERIMENTS
from dropgrade.lab.experiments.measuring import measure_seeds
from dropgrade.lab.experiments.result_table import result_csv
from dropgrade.lab.export.export_page import Section, page_of
from dropgrade.lab.export.panels_as_files import csv_of, svg_of
from dropgrade.lab.figures.figure import Figure
from dropgrade.lab.figures.figure_list import FIGURES
from dropgrade.lab.lab_session import Over
from dropgrade.lab.problems import CodeProblem
from dropgrade.lab.student_bench import StudentBench, unfit
from dropgrade.lab.training.functions import NEEDED, REFERENCE
from dropgrade.lab.training.room import TrainingRoom, trainings_at_once

SEEDS = range(5)
PAGE = "index.html"
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Exported:
    """The titles that were written, and those that could not be, with the reasons."""

    page: Path
    figures: int
    experiments: int
    failed: tuple[tuple[str, str], ...]


def export_lab(
    course: Course,
    folder: Path,
    on_progress: OnProgress = lambda _done, _of: None,
    is_over: Callable[[], bool] = lambda: False,
) -> Exported:
    """Write the lab's figures and experiments, made with the functions that are in the student's files now.

    Whatever the student's code fails at is left out and reported. Raises `TargetError` if the folder is not one, and
    `Over` soon after `is_over` says so.
    """
    _make(folder)
    room = TrainingRoom(course)
    bench = StudentBench(room, {}, is_over=is_over)
    try:
        sections = []
        work: list[Figure | Experiment] = [*FIGURES, *EXPERIMENTS.values()]
        for done, each in enumerate(work):
            if is_over():
                raise Over
            on_progress(done, len(work))
            sections.append(_section(each, bench, folder))
        on_progress(len(work), len(work))
    finally:
        bench.close()
        room.close()
    write_whole(folder / PAGE, page_of(str(course.identity), sections).encode())
    failed = tuple((section.title, section.problem) for section in sections if section.problem)
    whole = [section for section in sections if not section.problem]
    experiments = sum(section.is_experiment for section in whole)
    return Exported(folder / PAGE, len(whole) - experiments, experiments, failed)


def _make(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise TargetError(f"{folder} is not a folder.", "Name a folder to write into.")
    for name in ("figures", "experiments"):
        (folder / name).mkdir(parents=True, exist_ok=True)


def _section(each: Figure | Experiment, bench: StudentBench, folder: Path) -> Section:
    """A figure or an experiment, written; or the problem that kept it from being made."""
    try:
        reference = _lent(bench.whose(each.functions))
        if isinstance(each, Experiment):
            return _experiment(each, bench, folder, reference)
        return _figure(each, bench, folder, reference)
    except (CheckFailed, CodeProblem) as failed:
        problem = unfit(failed) if isinstance(failed, CheckFailed) else failed
    words = " ".join(_in_words(problem))
    return Section(each.name, each.title, is_experiment=isinstance(each, Experiment), problem=words)


def _in_words(problem: CodeProblem) -> Iterator[str]:
    yield problem.message
    if problem.file:
        yield f"({problem.file}{f', line {problem.line}' if problem.line else ''})"


def _lent(whose: Mapping[str, str]) -> list[str]:
    """The functions that are the reference's."""
    return [name for key, who in whose.items() if who == REFERENCE for name in NEEDED[key].names]


def _figure(figure: Figure, bench: StudentBench, folder: Path, reference: Sequence[str]) -> Section:
    panels = figure.made(bench, 0)["panels"]
    svg = _written(folder / "figures" / figure.name, svg_of(figure.title, panels, reference), csv_of(panels))
    words = (f"In the articles: {figure.article}", f"Source: {figure.source}.")
    return Section(figure.name, figure.title, svg, words, f"figures/{figure.name}.csv")


def _experiment(experiment: Experiment, bench: StudentBench, folder: Path, reference: Sequence[str]) -> Section:
    measured = measure_seeds(experiment, bench, SEEDS, at_once=trainings_at_once())
    found = experiment.conclude(measured)
    panels = found_json(found)["panels"]
    table = result_csv(experiment, SEEDS, measured)
    svg = _written(folder / "experiments" / experiment.name, svg_of(experiment.title, panels, reference), table)
    held = "as with the reference" if experiment.holds(measured) else "other than with the reference"
    words = (experiment.about, found.sentence, f"{experiment.claim.text} Here that came out {held}.")
    place = f"experiments/{experiment.name}.csv"
    return Section(experiment.name, experiment.title, svg, words, place, is_experiment=True)


def _written(place: Path, svg: str, table: str) -> str:
    write_whole(place.with_suffix(".svg"), svg.encode())
    write_whole(place.with_suffix(".csv"), table.encode())
    return svg
