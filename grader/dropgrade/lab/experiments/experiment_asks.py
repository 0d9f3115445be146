"""Answer what a page asks about experiments: the list, one of them, a prediction, a run, an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from dropgrade.errors import Refused
from dropgrade.lab.asked import text, whole
from dropgrade.lab.benches import bench_of
from dropgrade.lab.experiments.comparing import compare, read_prediction
from dropgrade.lab.experiments.curve_feed import CurveFeed
from dropgrade.lab.experiments.experiment import Experiment, Measured, found_json
from dropgrade.lab.experiments.experiment_list import EXPERIMENTS, GUIDED, experiment_named
from dropgrade.lab.experiments.measuring import measure_seeds
from dropgrade.lab.experiments.result_table import result_csv
from dropgrade.lab.training.functions import Use
from dropgrade.lab.training.room import trainings_at_once
from dropgrade.lab.training.training_asks import use_of
from dropgrade.progress.experiment_record import ExperimentRecord, experiments_on, keep_experiment
from dropgrade.progress.problem_progress import moment, progress_of

if TYPE_CHECKING:
    from dropgrade.lab.lab_session import Answer, Run, Session

VIEW = "experiment"
MOST_SEEDS = 20
FIRST = "Give your prediction first: afterwards it is too easy."


class Results:
    """The measurements of a session's experiments, kept until it ends."""

    def __init__(self, session: Session) -> None:
        del session
        self.measured: dict[str, tuple[tuple[int, ...], Measured]] = {}


def _record(session: Session, name: str) -> ExperimentRecord | None:
    return experiments_on(progress_of(session.course).read()).get(name)


def _keep(session: Session, name: str, record: ExperimentRecord) -> None:
    progress_of(session.course).update(lambda data: keep_experiment(data, name, record))


def listed(session: Session, ask: Mapping[str, Any]) -> Answer:
    """Every experiment with its state."""
    del ask
    return greeting(session)


def greeting(session: Session) -> dict[str, object]:
    """The experiments there are, and how far each has come."""
    records = experiments_on(progress_of(session.course).read())
    rows = [
        {
            "name": name,
            "title": each.title,
            "guided": place < GUIDED,
            "state": records[name].state if name in records else "",
        }
        for place, (name, each) in enumerate(EXPERIMENTS.items())
    ]
    return {"experiments": rows}


def opened(session: Session, ask: Mapping[str, Any]) -> Answer:
    """One experiment with its record; the lesson is included only after the run."""
    experiment = experiment_named(text(ask, "name"))
    record = _record(session, experiment.name)
    lesson = experiment.lesson if record and record.found else None
    return {**experiment.described, "record": asdict(record) if record else None, "lesson": lesson}


def predict(session: Session, ask: Mapping[str, Any]) -> Answer:
    """Lock a prediction; the first one stays."""
    experiment = experiment_named(text(ask, "name"))
    prediction = read_prediction(experiment, ask.get("prediction"))
    if _record(session, experiment.name):
        raise Refused("Your prediction is locked.", "Run the experiment, and see.")
    record = ExperimentRecord(experiment.title, prediction, moment())
    _keep(session, experiment.name, record)
    return {"record": asdict(record)}


def run(session: Session, ask: Mapping[str, Any]) -> Answer:
    """Start an experiment over some seeds; its curves come as events."""
    experiment = experiment_named(text(ask, "name"))
    if _record(session, experiment.name) is None:
        raise Refused(FIRST)
    first = whole({"first": 0, **ask}, "first", 0, 10**6)
    seeds = tuple(range(first, first + whole({"seeds": 5, **ask}, "seeds", 1, MOST_SEEDS)))
    use = use_of(ask)
    session.end(VIEW)
    return {"run": session.start(VIEW, lambda run: _go(session, run, experiment, seeds, use)), "seeds": seeds}


def _go(session: Session, run: Run, experiment: Experiment, seeds: tuple[int, ...], use: Use) -> None:
    feed = CurveFeed(lambda parts: run.send("curve", {"parts": parts}))
    with bench_of(session, use, lambda: run.is_over) as bench:
        run.send("begun", {"whose": bench.whose(experiment.functions)})
        measured = measure_seeds(experiment, bench, seeds, feed, at_once=trainings_at_once())
        feed.flush()
        body = _found(session, experiment, measured)
    session.keep(Results).measured[experiment.name] = seeds, measured
    run.send("found", body)


def _found(session: Session, experiment: Experiment, measured: Measured) -> dict[str, object]:
    """Conclude, compare with the prediction, and record the result."""
    found, record = experiment.conclude(measured), _record(session, experiment.name)
    if record is None:  # the record was deleted meanwhile
        raise Refused(FIRST)
    comparison, held = compare(experiment, record.prediction, found, measured), experiment.holds(measured)
    record = replace(record, finding=found.sentence, found=moment(), held=held, was_right=comparison.was_right)
    _keep(session, experiment.name, record)
    body = {"holds": held, "comparison": asdict(comparison), "lesson": experiment.lesson, "record": asdict(record)}
    return {**found_json(found), **body}


def stop(session: Session, ask: Mapping[str, Any]) -> Answer:
    """End a run."""
    del ask
    session.end(VIEW)
    return {}


def explain(session: Session, ask: Mapping[str, Any]) -> Answer:
    """Record an explanation: the index of a chosen sentence, or the student's own words."""
    experiment = experiment_named(text(ask, "name"))
    record, explaining = _record(session, experiment.name), experiment.explaining
    if record is None or not record.found:
        raise Refused("Run the experiment first.", "Then say why it came out like this.")
    words, is_right = text(ask, "text", longest=500).strip() if "text" in ask else "", None
    if not words:
        chosen = whole(ask, "choice", 0, len(explaining.options) - 1)
        words, is_right = explaining.options[chosen], chosen == explaining.right
    record = replace(record, explanation=words, explained=moment())
    _keep(session, experiment.name, record)
    said = {"is_right": is_right, "model": explaining.options[explaining.right], "because": explaining.because}
    return {**said, "record": asdict(record)}


def exported(session: Session, ask: Mapping[str, Any]) -> Answer:
    """The numbers of the last run as CSV."""
    experiment = experiment_named(text(ask, "name"))
    if experiment.name not in session.keep(Results).measured:
        raise Refused("There are no numbers yet.", "Run the experiment.")
    seeds, measured = session.keep(Results).measured[experiment.name]
    return {"name": f"{experiment.name}.csv", "text": result_csv(experiment, seeds, measured)}


HANDLERS = {
    "experiment.list": listed,
    "experiment.open": opened,
    "experiment.predict": predict,
    "experiment.run": run,
    "experiment.stop": stop,
    "experiment.explain": explain,
    "experiment.csv": exported,
}
