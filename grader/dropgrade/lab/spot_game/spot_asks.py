"""Answer what the Spot view asks: a program to judge, the curves of its training, and whether an answer is right."""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from dropgrade.course.problem import Problem, read_problem, stem_of
from dropgrade.errors import TargetError
from dropgrade.lab.asked import AskError, whole
from dropgrade.lab.network.counting import checked_network
from dropgrade.lab.network.presets import PRESETS
from dropgrade.lab.problems import CodeProblem
from dropgrade.lab.spot_game.observing import SUBJECTS, P, Subject, observe
from dropgrade.lab.spot_game.telling_apart import is_visible
from dropgrade.lab.training.choosing_functions import chosen_functions
from dropgrade.lab.training.functions import OWN, REFERENCE, functions_at_hand, keys_for
from dropgrade.lab.training.live_training import Plan, kinds_in
from dropgrade.lab.training.training_asks import room_of
from dropgrade.progress.problem_progress import keep_given_up, progress_of, progress_on
from dropgrade.spotting.spot_round import Round, begin_round, telling
from dropgrade.spotting.spotted import keep_spotted, not_spotted

if TYPE_CHECKING:
    from dropgrade.lab.lab_session import Answer, Run, Session
    from dropgrade.lab.spot_game.observing import Observed

VIEW = "spot"
EPOCHS = 40
TURNS = 12
"""How many mistakes are tried until one can be seen."""


class Game:
    """The round that a page plays; its program never leaves this process."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.round: Round | None = None
        self.is_answered = False

    def begin(self, problem: Problem, seed: int) -> Observed:
        """Begin a round with a visible mistake, one that was not spotted yet if possible; returns what is seen."""
        names = [each.name for each in telling(problem)]
        wanted = not_spotted(progress_of(self.session.course).read(), problem.name, names)
        coins = SUBJECTS[problem.stem].coins
        reference = (problem.solution / f"{problem.stem}.py").read_text("utf-8")
        with self.session.keep(room_of).sandbox() as sandbox:
            right = observe(problem, reference, sandbox)
            for turn in range(TURNS):
                spot = begin_round(problem, seed + turn, wanted, names)
                seen = observe(problem, spot.program, sandbox)
                if is_visible(seen, right, coins):
                    break
        self.round, self.is_answered = spot, False
        return seen

    @property
    def current(self) -> Round:
        """The current round; raises `AskError` if none was begun."""
        if self.round is None:
            raise AskError("No round was begun.", "Begin one.")
        return self.round


def start(session: Session, ask: Mapping[str, Any]) -> Answer:
    """Begin a round; the curves of its training come as events."""
    playable = _playable(session)
    name = ask.get("problem")
    seed = whole(ask, "seed", 0, 2**32 - 1) if "seed" in ask else secrets.randbelow(2**32)
    if name is None and playable:
        name = random.Random(seed).choice(playable)  # noqa: S311 - no secret
    if name not in playable:
        raise TargetError("This problem cannot be played here.", "In the terminal, all can: dropgrade spot NAME")
    game = session.keep(Game)
    seen = game.begin(read_problem(session.course, str(name)), seed)
    spot = game.current
    subject = SUBJECTS[spot.problem.stem]
    run = session.start(VIEW, lambda run: _train(session, run, spot, subject))
    shown: dict[str, object] = {
        "run": run,
        "problem": spot.problem.name,
        "title": spot.problem.title,
        "summary": spot.problem.summary,
        "playable": playable,
        "choices": [choice.words for choice in spot.choices],
        "p": P,
        "axes": {"rows": subject.rows, "columns": subject.columns},
        "shares": [{"p": p, "kept": kept, "factor": factor} for p, kept, factor in seen.shares],
        "words": seen.words,
        "epochs": EPOCHS,
    }
    return shown, seen.pictures


def answer(session: Session, ask: Mapping[str, Any]) -> dict[str, object]:
    """Whether a choice is right, with the message, and the edit if it is open. The first answer counts."""
    game = session.keep(Game)
    spot = game.current
    chosen = whole(ask, "choice", 0, len(spot.choices) - 1)
    if not game.is_answered:
        game.is_answered = True
        is_right = chosen == spot.right
        progress_of(session.course).update(
            lambda data: keep_spotted(data, spot.problem.name, spot.mistake.name, is_right=is_right)
        )
    verdict = {"right": spot.right, "isRight": chosen == spot.right, "message": " ".join(spot.message.split())}
    return {**verdict, **_code(session, game)}


def give_up(session: Session, ask: Mapping[str, Any]) -> dict[str, object]:
    """Show the edit of an answered round before full marks; this is recorded."""
    del ask
    game = session.keep(Game)
    if not game.is_answered:
        raise AskError("This round was not answered yet.", "Answer it first.")
    keep_given_up(progress_of(session.course), game.current.problem.name)
    return _code(session, game)


def _code(session: Session, game: Game) -> dict[str, object]:
    """The edit that makes the mistake, where the student has full marks or gave up."""
    is_open = progress_on(progress_of(session.course).read(), game.current.problem.name).may_see_solution
    return {"isOpen": is_open, "diff": game.current.diff if is_open else []}


def _playable(session: Session) -> list[str]:
    """The problems whose functions can be observed and trained with."""
    course = session.course
    return [name for name in course.names() if stem_of(name) in SUBJECTS and course.has_suites]


def _train(session: Session, run: Run, spot: Round, subject: Subject) -> None:
    """Train the same network twice, with the program and with the reference, and send the measurements of both."""
    room = session.keep(room_of)
    network = checked_network(PRESETS[subject.preset])
    plan = Plan(network, "digits", seed=0, epochs=EPOCHS)
    hands = functions_at_hand(session.course, keys_for(kinds_in(network)))
    hands[subject.kind] = replace(hands[subject.kind], state=OWN, why="", submission=spot.submission, file="")
    for who, whose in (("program", OWN), ("reference", REFERENCE)):
        chosen = chosen_functions([*hands.values()], dict.fromkeys(hands, REFERENCE) | {subject.kind: whose})
        try:
            with room.training(plan, chosen) as training:
                while not (training.is_done or run.is_over):
                    for epoch in training.advance():
                        run.send("epoch", {"who": who, **asdict(epoch)})
                run.send("trained", {"who": who, "divergedAt": training.diverged_at})
        except CodeProblem as problem:  # without its line, because it would reveal the code
            run.send("stopped", {"who": who, "message": problem.message})


HANDLERS = {"spot.start": start, "spot.answer": answer, "spot.give_up": give_up}
