"""A bench whose trainings and calls run in confined workers, with the functions now in the student's files."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack

import numpy as np

from dropgrade.checks.failure import CheckFailed
from dropgrade.checks.student import Student
from dropgrade.lab.bench import MEASURES, OnEpoch, Trained, Training
from dropgrade.lab.lab_session import Over
from dropgrade.lab.network.counting import checked_network
from dropgrade.lab.problems import CodeProblem
from dropgrade.lab.training.choosing_functions import Chosen, chosen_functions, own_program
from dropgrade.lab.training.ended import loading_problem, problem_from
from dropgrade.lab.training.functions import NEEDED, AtHand, functions_at_hand
from dropgrade.lab.training.live_training import Epoch, Plan
from dropgrade.lab.training.room import TrainingRoom
from dropgrade.sandbox.client import Sandbox, Worker
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.outcomes import StudentRaised, WorkerOutcome

LIMITS = Limits(cpu_seconds=10, memory_mb=1024, in_full=200)
"""The limits of the calls of one experiment in one worker."""
MOST_KEPT = 400
"""The most trainings that are remembered: all experiments with ten seeds each have fewer."""
Known = dict[tuple[Training, str], Trained]


def key_of(function: str) -> str:
    """The key by which the lab knows a function's problem, independent of its number."""
    return next(key for key, needed in NEEDED.items() if function in needed.names)


class StudentBench:
    """Carries out one run of an experiment or figure; may be used from several threads, each with its own workers.

    `known` remembers trainings across runs, by the programs that they used. Any call or training that ends by the
    student's code raises a `CodeProblem`.
    """

    def __init__(
        self,
        room: TrainingRoom,
        known: Known,
        use: Mapping[str, str] | None = None,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        self._room, self._known, self._is_over = room, known, is_over
        self._use = dict(use or {})
        self._at_hand = functions_at_hand(room.course)
        self._own = threading.local()
        self._ending = ExitStack()
        self._lock = threading.Lock()
        self._sandbox: Sandbox | None = None

    def whose(self, functions: tuple[str, ...]) -> dict[str, str]:
        """Whose functions run, by the page's names for them; raises `CodeProblem` if one cannot be used."""
        return dict(self._chosen(key_of(name) for name in functions).whose)

    def _chosen(self, keys: Iterable[str]) -> Chosen:
        return chosen_functions([self._at_hand[key] for key in dict.fromkeys(keys)], self._use)

    def train(self, training: Training, on_epoch: OnEpoch | None = None) -> Trained:
        """Train a network, or return the remembered result for the same programs."""
        chosen = self._chosen(("dropout", "dropout_backward"))
        place = (training, repr(chosen.program))
        trained = self._known.get(place)
        if trained is None:
            trained = self._trained(training, chosen, on_epoch)
            with self._lock:
                if len(self._known) >= MOST_KEPT:
                    self._known.clear()
                self._known[place] = trained
        elif on_epoch:
            for epoch, row in enumerate(trained.history):
                on_epoch(epoch, tuple(map(float, row)))
        return trained

    def _trained(self, wanted: Training, chosen: Chosen, on_epoch: OnEpoch | None) -> Trained:
        with self._room.training(self._plan(wanted), chosen) as training:
            while not training.is_done:
                if self._is_over():
                    raise Over
                for epoch in training.advance():
                    if on_epoch:
                        on_epoch(epoch.number - 1, _row(epoch))
            if training.diverged_at is not None:
                message = f"The loss stopped being a number in epoch {training.diverged_at} (p = {wanted.rate:g})."
                raise CodeProblem(message, "Look at what your functions return: are there values that grow and grow?")
            arrays = training.parameters()
        names = [name for name in arrays if name.endswith("/W")]
        weights = tuple((arrays[name], arrays[name.replace("/W", "/b")]) for name in names)
        return Trained(np.array([_row(epoch) for epoch in training.epochs]), weights)

    def _plan(self, wanted: Training) -> Plan:
        network = checked_network(wanted.network)
        return Plan(
            network, wanted.data, wanted.seed, wanted.epochs, wanted.lr, wanted.momentum, wanted.batch, self._use
        )

    def call(self, function: str, *args: object, **kwargs: object) -> object:
        """Call a function in a worker of its own problem."""
        student, chosen = self._student(key_of(function))
        try:
            return student.call(function, args, kwargs, None)
        except (StudentRaised, WorkerOutcome) as ended:
            raise problem_from(ended, chosen) from None

    def _student(self, key: str) -> tuple[Student, Chosen]:
        """The worker of this thread that has loaded a function."""
        own: dict[str, tuple[Student, Chosen]] = self._own.__dict__.setdefault("students", {})
        if key not in own:
            chosen = self._chosen((key,))
            own[key] = Student(self._loaded(self._at_hand[key], chosen)), chosen
        return own[key]

    def _loaded(self, each: AtHand, chosen: Chosen) -> Worker:
        with self._lock:
            self._sandbox = self._sandbox or self._ending.enter_context(self._room.sandbox())
            worker = self._sandbox.start(LIMITS)
            self._ending.callback(worker.close)
        try:
            worker.begin_loading(own_program(each, chosen), 0)
            worker.finish_loading()
            for info in worker.broken:
                raise loading_problem(info, chosen)
            worker.begin_check(0)
        except (StudentRaised, WorkerOutcome) as ended:
            raise problem_from(ended, chosen) from None
        return worker

    def close(self) -> None:
        """End all workers."""
        with self._lock:
            self._ending.close()


def _row(epoch: Epoch) -> tuple[float, ...]:
    return tuple(getattr(epoch, name) for name in MEASURES)


def unfit(failed: CheckFailed) -> CodeProblem:
    """The problem of a result that cannot be shown."""
    sentence = f"{failed.what[:1].upper()}{failed.what[1:]}: observed {failed.observed}, expected {failed.expected}."
    return CodeProblem(sentence, "Check the problem: dropgrade check says more.")
