"""The sandboxes of trainings, which stay warm: one for each concurrent training."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from dropgrade.course.course import Course
from dropgrade.grading.parallel import cores
from dropgrade.lab.network.spec import Network
from dropgrade.lab.training.choosing_functions import Chosen, chosen_functions
from dropgrade.lab.training.functions import functions_at_hand, keys_for
from dropgrade.lab.training.live_training import Epoch, Plan, Training, kinds_in
from dropgrade.sandbox.client import Sandbox
from dropgrade.sandbox.launch import opened_sandbox

MOST_AT_ONCE = 4
Hear = Callable[[int, Training, list[Epoch]], None]
"""Called with the number of a plan, its training, and its new epochs."""


def trainings_at_once() -> int:
    """How many trainings may run at the same time on this machine."""
    return min(cores(), MOST_AT_ONCE)


class TrainingRoom:
    """Sandboxes and the trainings in them, for one course; may be used from any thread."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self._lock = threading.Lock()
        self._ending = ExitStack()
        self._idle: list[Sandbox] = []

    def warm_up(self) -> None:
        """Start a sandbox, so that the first training finds one."""
        with self.sandbox():
            pass

    @contextmanager
    def sandbox(self) -> Iterator[Sandbox]:
        """A sandbox for exclusive use within the block."""
        with self._lock:
            sandbox = self._idle.pop() if self._idle else self._ending.enter_context(opened_sandbox())
        try:
            yield sandbox
        finally:
            with self._lock:
                self._idle.append(sandbox)

    def chosen(self, network: Network, use: Mapping[str, str], *, predicts: bool = False) -> Chosen:
        """The functions for a network's training, as they are in the files now; raises `CodeProblem`."""
        keys = keys_for([*kinds_in(network), *(["mc_dropout"] if predicts else [])])
        return chosen_functions([*functions_at_hand(self.course, keys).values()], use)

    @contextmanager
    def training(self, plan: Plan, chosen: Chosen | None = None) -> Iterator[Training]:
        """A training that has begun; raises what `Training` raises."""
        found = chosen or self.chosen(plan.network, plan.use, predicts=plan.predicts)
        with self.sandbox() as sandbox:
            training = Training(plan, found, sandbox)
            try:
                yield training
            finally:
                training.close()

    def train_all(self, plans: Sequence[Plan], hear: Hear, is_over: Callable[[], bool] = lambda: False) -> None:
        """Train several plans on all cores; `hear` is called for one at a time, and once more when one is done.

        The first problem ends all of them, and is raised. If `is_over` says so, they end silently.
        """
        hearing, failed = threading.Lock(), threading.Event()

        def train(number: int) -> None:
            try:
                with self.training(plans[number]) as training:
                    while not (training.is_done or failed.is_set() or is_over()):
                        new = training.advance()
                        with hearing:
                            hear(number, training, new)
            except BaseException:
                failed.set()
                raise

        with ThreadPoolExecutor(max(1, min(trainings_at_once(), len(plans)))) as pool:
            for done in [pool.submit(train, number) for number in range(len(plans))]:
                done.result()

    def close(self) -> None:
        """End all sandboxes."""
        with self._lock:
            self._idle.clear()
            self._ending.close()
