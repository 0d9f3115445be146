"""One training as the lab controls it: started in a confined worker, advanced in slices, repeated by step, stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from dropgrade.errors import GraderFault
from dropgrade.lab.data_sets import DataSet, data_set, shaped
from dropgrade.lab.network.counting import Count, Counted, count_network, with_branches
from dropgrade.lab.network.spec import DROPS, Network, as_json, walk
from dropgrade.lab.problems import CodeProblem
from dropgrade.lab.training.believed import Array, answer_in, arrays_of, table, whole
from dropgrade.lab.training.choosing_functions import Chosen
from dropgrade.lab.training.ended import loading_problem, problem_from, unfit_problem
from dropgrade.lab.training.shapes_of_step import coin_shape, parameter_shapes, shapes_of_step
from dropgrade.sandbox.client import Sandbox, Worker
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.outcomes import StudentRaised, WorkerOutcome

LIMITS = Limits(cpu_seconds=4, memory_mb=1536, in_full=900)
"""The limits of a slice, and of a training in all, an hour."""
SLICE = 0.04
"""Seconds of training in a slice: after each, a page gets the results, and may stop the training."""
MOST_EPOCHS = 5000
GRACE = 0.3
"""Seconds that a slice has to end before it is cut off."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be trained, and how.

    `counting` says whether to count how often each coin kept, `predicts` whether Monte Carlo dropout will be used.
    """

    network: Network
    data: str
    seed: int = 0
    epochs: int = 50
    lr: float = 0.01
    momentum: float = 0.9
    batch: int = 32
    use: Mapping[str, str] = field(default_factory=dict)
    counting: bool = False
    predicts: bool = False


@dataclass(frozen=True, slots=True)
class Epoch:
    """What was measured after an epoch, without dropout."""

    number: int
    train_loss: float
    train_accuracy: float
    validation_loss: float
    validation_accuracy: float


class Training:
    """A training in a worker of its own; its methods may be called from any thread, one at a time.

    Every method raises `CodeProblem`, with the line, if the student's code ends it; the training is then over.
    """

    def __init__(self, plan: Plan, chosen: Chosen, sandbox: Sandbox) -> None:
        self.plan, self.chosen = plan, chosen
        self.count: Count = count_network(plan.network)[0]
        self.data: DataSet = data_set(plan.data)
        self.data.refuse(plan.network)
        self.epochs: list[Epoch] = []
        self.diverged_at: int | None = None
        """The epoch in which the loss stopped being finite, with no function at fault."""
        self._lock = threading.Lock()
        self._worker: Worker = sandbox.start(LIMITS)
        self._is_over = False
        self._trained = 0
        self._begun()

    @property
    def steps(self) -> int:
        """How many steps an epoch has."""
        return -(-len(self.data.x) // self.plan.batch)

    @property
    def is_done(self) -> bool:
        """Whether the training is complete."""
        return len(self.epochs) >= self.plan.epochs or self.diverged_at is not None

    @property
    def counted(self) -> list[Counted]:
        """All layers with their shapes, those of branches, too."""
        return with_branches(self.count.layers)

    @property
    def cpu(self) -> float:
        """The CPU seconds that it has used."""
        return self._worker.cpu

    @property
    def printed(self) -> str:
        """What the student's code has printed so far."""
        return self._worker.printed

    def _begun(self) -> None:
        with self._ending():
            self._worker.begin_loading(self.chosen.program, self.plan.seed)
            self._worker.finish_loading()
            for info in self._worker.broken:
                raise loading_problem(info, self.chosen)
            self._worker.begin_check(self.plan.seed)
            data, network = self.data, self.plan.network
            examples = (shaped(data.x, network), data.y, shaped(data.x_validation, network), data.y_validation)
            answer = self._asked("prepare", self._settings(), *examples)
        whole(answer.get("steps"), self.steps, self.steps)

    def _settings(self) -> dict[str, Any]:
        plan = self.plan
        plain = {name: getattr(plan, name) for name in ("seed", "lr", "momentum", "batch", "counting")}
        return {**plain, "layers": as_json(plan.network)["layers"], "modules": dict(self.chosen.modules)}

    def advance(self, epochs: int | None = None) -> list[Epoch]:
        """Train a slice, at most up to an epoch; returns the measures."""
        wanted = min(self.plan.epochs if epochs is None else epochs, self.plan.epochs)
        with self._ending():
            if self.is_done or wanted <= len(self.epochs):
                return []
            answer = self._asked("advance", wanted, SLICE)
            if "diverged" in answer:
                self.diverged_at = len(self.epochs) + 1
                return []
            rows = table(answer.get("measured"), 4, wanted - len(self.epochs))
            self._trained = whole(answer.get("steps"), self._trained + 1, wanted * self.steps)
            new = [Epoch(len(self.epochs) + n, *map(float, row)) for n, row in enumerate(rows, 1)]
            self.epochs += new
            return new

    def replay(self, step: int, example: int) -> dict[str, Array]:
        """Repeat a step, and return what happened for one example of its batch; see `replaying.py` for the names."""
        rows = min(self.plan.batch, len(self.data.x) - step % self.steps * self.plan.batch)
        with self._ending():
            answer = self._asked("replay", step, min(example, rows - 1))
        if "diverged" in answer:
            raise CodeProblem("In this step the loss is not a finite number any more.", "Take a smaller learning rate.")
        return arrays_of(answer.get("arrays"), shapes_of_step(self.counted, self.plan.network.input))

    def counts(self) -> dict[str, Array]:
        """The share of masks in which each coin kept so far, by layer."""
        shapes = {each.place: coin_shape(each) for each in self.counted if each.layer.kind in DROPS}
        with self._ending():
            answer = self._asked("kept_counts", shapes)
        most = (len(self.epochs) + 1) * len(self.data.x)
        drawn = answer_in(answer.get("drawn"))
        kept = arrays_of(answer.get("arrays"), shapes, kinds="iu")
        return {place: kept[place] / max(whole(drawn.get(place), 0, most), 1) for place in shapes}

    def parameters(self) -> dict[str, Array]:
        """The weights and biases as they are: `1/W`, `1/b`."""
        with self._ending():
            answer = self._asked("learned")
        shapes = {f"{each.place}/{n}": of for each in self.counted for n, of in parameter_shapes(each).items()}
        return arrays_of(answer.get("arrays"), shapes, kinds="f")

    def outputs(self, x: Array, draw: int = 0, *, training: bool) -> dict[str, Array]:
        """The output of each layer of the main path for examples of shape (examples, numbers); coins are of `draw`."""
        with self._ending():
            answer = self._asked("outputs", shaped(x, self.plan.network), draw, training=training)
        return arrays_of(
            answer.get("arrays"), {each.place: (len(x), *each.shape) for each in self.count.layers}, kinds="f"
        )

    def predict(self, x: Array, samples: int, draw: int = 0) -> dict[str, Array]:
        """Monte Carlo dropout by `mc_dropout`: mean and variance (examples, classes), and passes (samples, …)."""
        with self._ending():
            answer = self._asked("predict", shaped(x, self.plan.network), samples, draw)
        shape = (len(x), self.data.classes)
        return arrays_of(
            answer.get("arrays"), {"mean": shape, "variance": shape, "passes": (samples, *shape)}, kinds="f"
        )

    def stop(self) -> None:
        """End a slice that another thread waits for, by force if necessary."""
        if self._lock.acquire(timeout=GRACE):
            self._lock.release()
        else:
            self._worker.interrupt()

    def close(self) -> None:
        """End the worker."""
        self.stop()
        with self._lock:
            self._end()

    def _end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._worker.close()

    def _over(self, problem: CodeProblem) -> CodeProblem:
        self._end()
        return problem

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """Allow one call at a time; if the student's code ends it, that becomes a `CodeProblem`."""
        with self._lock:
            if self._is_over:
                raise CodeProblem("This training is over.", "Start it again.")
            try:
                yield
            except (StudentRaised, WorkerOutcome) as ended:
                raise self._over(problem_from(ended, self.chosen, self._worker.printed)) from None
            except (CodeProblem, GraderFault):
                self._end()
                raise

    def _asked(self, command: str, *values: object, **options: object) -> Mapping[str, Any]:
        self._worker.go_on()
        answer = answer_in(self._worker.call(command, values, options).value)
        if "unfit" in answer:
            raise unfit_problem(answer["unfit"], self.chosen)
        return answer


def kinds_in(network: Network) -> list[str]:
    """The kinds of layers in a network, those of branches, too."""
    return [layer.kind for _, layer in walk(network.layers)]
