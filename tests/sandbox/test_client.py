"""The grader's end of a worker, with scripted answers: anything a worker says becomes a value or an outcome."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tests.local import local_worker

from dropgrade.errors import SandboxFault
from dropgrade.sandbox.client import Program, Reply, Worker
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.outcomes import (
    Crashed,
    LoadRaised,
    NameMissing,
    OutOfMemory,
    OutOfTime,
    RaisedInfo,
    StudentRaised,
    WorkerOutcome,
)
from dropgrade.sandbox.transport import (
    HEAD,
    TAIL,
    Budget,
    ChannelClosed,
    CpuSpent,
    DeadlinePassed,
    Exit,
    TooMuchOutput,
    Transcript,
)
from dropgrade.sandbox.wire import Decoder, Encoder, WireError, parts_of, stream_position

PROGRAM = Program("submission", (("submission.py", "pass"),))
NOTEBOOK = Program("submission", (("cell 1", "1/0"), ("cell 2", "pass")), tolerant=True)
Step = dict[str, Any] | bytes | Exception


class Script:
    """A transport that answers each receive with the next step, and records what was sent."""

    def __init__(self, *steps: Step, ending: Exit | None = None) -> None:
        self.transcript = Transcript()
        self.budget = Budget(lambda: 0.0)
        self.sent: list[dict[str, Any]] = []
        self.ended = self.abandoned = False
        self._steps = list(steps)
        self._ending = ending or Exit(-9, 0.1)

    def send(self, frame: bytes, deadline: float) -> None:
        """Record the message."""
        assert deadline > 0
        self.sent.append(Decoder().message(*parts_of(frame)))

    def receive(self, deadline: float) -> tuple[bytes, bytearray]:
        """Return the next step."""
        assert deadline > 0
        step = self._steps.pop(0) if self._steps else ChannelClosed()
        if isinstance(step, Exception):
            raise step
        if isinstance(step, bytes):
            return step, bytearray()
        return parts_of(Encoder().frame(step))

    def end(self) -> Exit:
        """Return how it ended."""
        self.ended = True
        return self._ending

    def abandon(self) -> None:
        """Record that it was abandoned."""
        self.abandoned = True


def scripted(*steps: Step, ending: Exit | None = None) -> tuple[Worker, Script]:
    """Return a worker with a script."""
    script = Script(*steps, ending=ending)
    return Worker(script, Limits(cpu_seconds=2, memory_mb=512)), script


def load(worker: Worker, program: Program = PROGRAM) -> None:
    """Load a program into a worker that greets."""
    worker._transport._steps.insert(0, {"seq": 0})
    worker.begin_loading(program, 7)
    worker.finish_loading()


def raised(name: str = "ValueError", **rest: object) -> dict[str, object]:
    """Return a worker's description of an exception."""
    return {"type": name, "bases": [name, "Exception"], "text": "words", "line": 3, "part": "submission.py", **rest}


# Loading.


def test_a_worker_that_does_not_greet_is_the_graders_fault() -> None:
    """A worker that ends before it has seen the submission is the grader's fault, not a crash of the submission."""
    worker, _ = scripted(ChannelClosed(), ending=Exit(70, 0.0))
    worker.begin_loading(PROGRAM, 7)
    with pytest.raises(SandboxFault, match="exit code 70"):
        worker.finish_loading()


@pytest.mark.parametrize("event", [TooMuchOutput(), CpuSpent()])
def test_a_submission_that_is_too_much_while_it_waits_is_at_fault(event: Exception) -> None:
    """A submission started ahead may exceed its output or CPU limit before its greeting is read."""
    worker, _ = scripted(event)
    worker.begin_loading(PROGRAM, 7)
    with pytest.raises(OutOfTime, match="loading the file"):
        worker.finish_loading()


def test_a_program_is_sent_with_its_seed() -> None:
    """Loading sends the module's name, the parts and the seed, and nothing else."""
    worker, script = scripted({"seq": 1, "broken": []})
    load(worker)
    sent = {"modules": [["submission", [["submission.py", "pass"]]]], "seed": 7, "is_script": False, "data": None}
    assert script.sent == [{"op": "load", "module": "submission", **sent, "seq": 1}]


@pytest.mark.parametrize("program", [PROGRAM, NOTEBOOK])
def test_a_load_that_raises_as_a_whole_is_a_failed_load(program: Program) -> None:
    """An exception outside of all parts fails the loading, even of a notebook."""
    worker, _ = scripted({"seq": 1, "raised": raised()})
    with pytest.raises(LoadRaised) as failure:
        load(worker, program)
    assert failure.value.info.text == "words"


def test_a_broken_file_does_not_load() -> None:
    """A part that raises fails the loading, with its line."""
    worker, _ = scripted({"seq": 1, "broken": [raised("SyntaxError")]})
    with pytest.raises(LoadRaised) as failure:
        load(worker)
    assert failure.value.info == RaisedInfo("SyntaxError", ("SyntaxError", "Exception"), "words", 3, "submission.py")


def test_a_broken_cell_spoils_only_what_it_would_have_defined() -> None:
    """Functions of other notebook cells can be called, and a missing one is blamed on the broken cell."""
    worker, _ = scripted({"seq": 1, "broken": [raised()]}, {"seq": 2, "data": 5}, {"seq": 3, "missing": True})
    load(worker, NOTEBOOK)
    assert worker.call("there").value == 5
    with pytest.raises(LoadRaised):
        worker.call("elsewhere")


@pytest.mark.parametrize("field", ["broken", "raised"])
def test_a_load_without_memory_is_out_of_memory(field: str) -> None:
    """A MemoryError while loading is reported as such, not as an exception."""
    description = raised("MemoryError")
    worker, _ = scripted({"seq": 1, field: [description] if field == "broken" else description})
    with pytest.raises(OutOfMemory, match="512 MB"):
        load(worker)


# Calls.


def test_a_call_carries_arguments_and_brings_a_reply() -> None:
    """Arguments are sent as data, and the reply has the value, changed inputs and used random states."""
    worker, script = scripted({"seq": 1, "data": (1, None), "changed": ["x"], "globals": ["random"]})
    assert worker.call("f", (np.arange(3), 2), {"p": 0.5}) == Reply((1, None), ("x",), ("random",))
    (sent,) = script.sent
    assert (sent["op"], sent["name"], sent["object"], sent["streams"]) == ("call", "f", None, {})
    args, kwargs = sent["data"]
    assert args[0].tolist() == [0, 1, 2]
    assert (args[1:], kwargs) == ((2,), {"p": 0.5})


def test_a_method_is_called_on_its_object() -> None:
    """A method call contains the number of its object."""
    worker, script = scripted({"seq": 1, "data": None})
    worker.call("forward", owner=77)
    assert script.sent[0]["object"] == 77


def test_an_unknown_name_is_missing() -> None:
    """A name that the submission does not define has its own outcome."""
    worker, _ = scripted({"seq": 1, "missing": True})
    with pytest.raises(NameMissing, match="There is no `f` in the file"):
        worker.call("f")


def test_what_a_function_raises_is_the_students() -> None:
    """An exception of the function is an ordinary exception with its text."""
    worker, _ = scripted({"seq": 1, "raised": raised()})
    with pytest.raises(StudentRaised, match="f raised ValueError: words"):
        worker.call("f")


def test_a_memory_error_is_out_of_memory() -> None:
    """A MemoryError of the function is an outcome, which no suite can mistake for an exception."""
    worker, _ = scripted({"seq": 1, "raised": raised("MemoryError")})
    with pytest.raises(OutOfMemory, match="`f` asked for more than the 512 MB"):
        worker.call("f")


def test_what_the_grader_cannot_send_is_its_own_fault() -> None:
    """An argument that cannot cross is an error of the suite, never an outcome of the student."""
    worker, script = scripted()
    with pytest.raises(WireError, match="cannot be sent"):
        worker.call("f", ([object()],))
    assert not script.sent


@pytest.mark.parametrize(
    ("ending", "event", "outcome", "words"),
    [
        (Exit(-9, 6.0), ChannelClosed(), OutOfTime, "computed for more than 6 seconds"),
        (Exit(-9, 2.0), CpuSpent(), OutOfTime, "computed for more than 2 seconds"),
        (Exit(-9, 0.1), TooMuchOutput(), OutOfTime, "printed more than 4 MB"),
        (Exit(-9, 0.1), ChannelClosed(), Crashed, "brought the process down (SIGKILL)"),
        (Exit(-9, 0.1), DeadlinePassed(), OutOfTime, "did not return within 10 seconds"),
        (Exit(-11, 0.1), ChannelClosed(), Crashed, "brought the process down (SIGSEGV)"),
        (Exit(-99, 0.1), ChannelClosed(), Crashed, "brought the process down (signal 99)"),
        (Exit(0, 0.1), ChannelClosed(), Crashed, "ended the whole process (exit code 0)"),
        (Exit(3, 5.0), ChannelClosed(), Crashed, "ended the whole process (exit code 3)"),
        (Exit(-9, 0.1), WireError("nonsense"), Crashed, "sent something that no function returns: nonsense"),
    ],
)
def test_an_end_without_an_answer_is_classified(
    ending: Exit, event: Exception, outcome: type[WorkerOutcome], words: str
) -> None:
    """Timeout, crash, exit and nonsense are distinguished by the event, the exit code and the CPU seconds."""
    for act, name in ((load, "loading the file"), (lambda w: w.call("f"), "`f`")):
        worker, script = scripted(event, ending=ending)
        with pytest.raises(outcome) as failure:
            act(worker)
        assert failure.value.message.startswith(name)
        assert words in failure.value.message
        assert script.ended


def test_closing_waits_for_nothing() -> None:
    """Closing a worker abandons it and keeps what it printed."""
    worker, script = scripted()
    script.transcript.feed(b"printed\xff")
    worker.close()
    assert script.abandoned
    assert worker.printed == "printed\ufffd"


@pytest.mark.parametrize("chunk", [1, 7, 999, 10**6])
def test_a_transcript_keeps_both_ends(chunk: int) -> None:
    """The beginning and the end of endless output are kept, with the number of bytes between."""
    data = bytes(random.Random(0).choices(b"abcdef", k=HEAD + TAIL + 1234))
    transcript = Transcript()
    for start in range(0, len(data), chunk):
        transcript.feed(data[start : start + chunk])
    assert transcript.text == f"{data[:HEAD].decode()}\n… 1,234 bytes left out …\n{data[-TAIL:].decode()}"


# Answers to other questions.


@pytest.mark.parametrize("number", [0, 2, -1, "1", None, [1], {"k": 1}, 1.5])
def test_an_answer_to_another_question_is_nonsense(number: object) -> None:
    """A reply must have the number of the request."""
    for act in (load, lambda w: w.call("f")):
        worker, _ = scripted({"seq": number, "broken": []} if number is not None else {"broken": []})
        with pytest.raises(Crashed, match="a question that was not asked"):
            act(worker)


def test_an_answer_that_was_sent_ahead_is_nonsense() -> None:
    """A second reply to one request is taken as the reply to the next one, and refused."""
    worker, _ = scripted({"seq": 1, "data": 1}, {"seq": 1, "data": 2})
    assert worker.call("f").value == 1
    with pytest.raises(Crashed):
        worker.call("f")


# Generators.


def test_a_generator_is_left_where_the_call_left_it() -> None:
    """The grader's generator moves to the reported position, and keeps its number."""
    rng, moved = np.random.default_rng(1), np.random.default_rng(2)
    position = list(stream_position(moved))
    worker, script = scripted({"seq": 1, "streams": {"0": position}}, {"seq": 2})
    worker.call("f", (rng,))
    assert rng.random() == moved.random()
    other = np.random.default_rng(3)
    worker.call("f", (other, rng))
    sent = script.sent[1]
    assert [value.number for value in sent["data"][0]] == [1, 0]
    assert sent["streams"]["0"] == list(stream_position(rng))


def test_a_generator_comes_back_as_itself() -> None:
    """A function that returns its generator returns the grader's."""
    rng = np.random.default_rng(1)
    node = {"k": "generator", "n": 0, "v": list(stream_position(rng))}
    worker, _ = scripted(json.dumps({"seq": 1, "data": node}).encode())
    assert worker.call("f", (rng,)).value is rng


@pytest.mark.parametrize("number", ["1", "-1", "99", "x", "", "0.0", "9" * 5000])
def test_an_unknown_generator_is_nonsense(number: str) -> None:
    """A position for a generator that was never lent is a crash, and moves none."""
    rng, moved = np.random.default_rng(1), np.random.default_rng(2)
    before = stream_position(rng)
    worker, _ = scripted({"seq": 1, "streams": {number: list(stream_position(moved))}})
    with pytest.raises(Crashed):
        worker.call("f", (rng,))
    assert stream_position(rng) == before


@pytest.mark.parametrize(
    "position", [None, 5, "1234", [], [1, 2, 3], [-1, 1, 0, 0], [1, 1, 2, 0], [2**128, 1, 0, 0], [1.0] * 4]
)
def test_a_position_that_is_none_is_nonsense(position: object) -> None:
    """A position that no PCG64 generator can have is a crash."""
    worker, _ = scripted({"seq": 1, "streams": {"0": position}})
    with pytest.raises(Crashed, match="the state of a generator"):
        worker.call("f", (np.random.default_rng(1),))


# Functions on the grader's side.


def _callback(*arguments: object, number: object = 0, **keywords: object) -> dict[str, Any]:
    return {"callback": number, "data": (arguments, keywords)}


def test_a_callback_is_answered_in_the_middle_of_a_call() -> None:
    """The suite's functions are called by number with the student's arguments, as often as asked."""
    seen: list[object] = []
    worker, script = scripted(
        _callback(1, number=0), _callback(2, number=1), _callback(k=3, number=0), {"seq": 1, "data": "done"}
    )

    def first(*args: int, **kwargs: int) -> int:
        seen.append((args, kwargs))
        return 10

    assert worker.call("f", (first, lambda x: x + 0.5)).value == "done"
    assert seen == [((1,), {}), ((), {"k": 3})]
    assert [sent["data"] for sent in script.sent[1:]] == [10, 2.5, 10]


@pytest.mark.parametrize("number", [1, -1, "0", None, True, 0.0, [0]])
def test_a_callback_that_was_never_handed_out_is_nonsense(number: object) -> None:
    """Only functions lent in this check can be called."""
    worker, _ = scripted(_callback(number=number))
    with pytest.raises(Crashed, match="never handed out"):
        worker.call("f", (len,))


def test_callbacks_end_with_their_check() -> None:
    """A function lent in one check cannot be called in the next, nor while loading."""
    worker, _ = scripted({"seq": 1}, {"seq": 2}, _callback([]), {"seq": 3})
    worker.call("f", (len,))
    worker.begin_check(0)
    worker.call("f", (sum,))
    with pytest.raises(Crashed, match="never handed out"):
        worker.call("f")
    worker, _ = scripted(_callback([]))
    with pytest.raises(Crashed, match="never handed out"):
        load(worker)


@pytest.mark.parametrize("data", [None, 5, (), ((1,),), ([1], {}), ((1,), []), ((1,), {}, 3)])
def test_a_callback_without_arguments_is_nonsense(data: object) -> None:
    """A callback needs a tuple and a dictionary of arguments."""
    worker, _ = scripted({"callback": 0, "data": data})
    with pytest.raises(Crashed, match="without arguments"):
        worker.call("f", (len,))


def _model(x: Any) -> Any:
    return {1: 1 / x[0]}[x.size] + len(x) + x.shape[3]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        (1,),
        (None,),
        ("text",),
        ([],),
        ([1],),
        (np.zeros(0),),
        (np.ones(2),),
        ([0],),
        ({},),
        (1, 2),
        (np.array([1]),),
    ],
    ids=repr,
)
def test_what_a_callback_cannot_take_is_refused(arguments: tuple[object, ...]) -> None:
    """If a suite's function fails on the student's arguments, its error is sent back, and the call goes on."""
    worker, script = scripted(_callback(*arguments), {"seq": 1, "data": "survived"})
    assert worker.call("f", (_model,)).value == "survived"
    assert script.sent[1]["refused"].startswith("this function could not be called so")


def test_keywords_that_are_no_names_are_refused() -> None:
    """A callback with keywords that are not text is refused like any invalid call."""
    worker, script = scripted({"callback": 0, "data": ((), {1: 2, None: 3})}, {"seq": 1})
    worker.call("f", (lambda **_: 1,))
    assert "refused" in script.sent[1]


def test_a_suites_own_verdict_passes_through_a_callback() -> None:
    """A failed expectation in a callback ends the check, not the student's call."""

    def expecting(_: object) -> None:
        raise AssertionError("the suite's own")

    worker, _ = scripted(_callback(1))
    with pytest.raises(AssertionError, match="the suite's own"):
        worker.call("f", (expecting,))


def test_a_verdict_within_a_callback_ends_a_call_in_this_process() -> None:
    """It reaches the suite though the program catches everything, and the worker answers as before after it."""
    source = "def f(g):\n    try:\n        return g()\n    except BaseException:\n        return 'caught'\n"
    worker = local_worker(Program("submission", (("submission.py", source),)))

    def expecting() -> None:
        raise AssertionError("the suite's own")

    with pytest.raises(AssertionError, match="the suite's own"):
        worker.call("f", (expecting,))
    assert worker.call("f", (lambda: 3,)).value == 3


def test_callbacks_without_end_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that calls back endlessly runs out of time."""
    monkeypatch.setattr("dropgrade.sandbox.pipe.MAX_CALLBACKS", 20)
    worker, _ = scripted(*[_callback([]) for _ in range(30)], {"seq": 1})
    with pytest.raises(OutOfTime):
        worker.call("f", (len,))


# Arbitrary replies.

DEEP = json.loads("[" * 400 + "]" * 400)
GARBAGE: list[object] = [
    None, True, False, 0, -1, 1, 3.5, float("nan"), float("inf"), 10**30, "", "x" * 5000, "\ud800", "0", [], [None],
    [[]], [1, "a", {}], [DEEP], DEEP, {}, {"0": []}, {"0": None}, {"a": {"b": []}},
    {"type": [], "bases": 5, "text": {}},
    {"type": None, "bases": None, "text": None, "line": -1, "part": 7}, {"bases": {"a": 1}}, {"bases": "MemoryError"},
    {"type": DEEP, "bases": DEEP, "text": DEEP, "part": DEEP}, {"type": "NotImplementedError"}, [["type", "x"]],
    {"k": "list", "v": [1]}, {"k": "generator", "n": 0, "v": [1, 1, 0, 0]}, {"k": "generator", "n": 5, "v": [1] * 4},
    {"k": "callback", "n": 0}, {"k": "handle", "n": 1, "v": "Layer"}, {"k": "tuple", "v": [{"k": "tuple", "v": []}]},
]  # fmt: skip
FIELDS = ("raised", "streams", "changed", "globals", "broken", "callback", "data", "missing", "refused", "seq")


def _checked(act: Callable[[], object]) -> str:
    """Return how it ended; fail unless with a value, an outcome or a student's exception."""
    try:
        value = act()
    except (WorkerOutcome, StudentRaised) as ended:
        length = len(str(ended))
        assert length < 3000
        return type(ended).__name__
    if isinstance(value, Reply):
        assert all(type(text) is str for text in value.changed + value.globals)
    return "value"


@pytest.mark.parametrize("field", FIELDS)
def test_garbage_in_one_field_is_a_value_or_an_outcome(field: str) -> None:
    """Any JSON in any field of a reply gives a value, an outcome or a student's exception."""
    for garbage in GARBAGE:
        reply = json.dumps({"seq": 1, "data": 5, field: garbage}).encode()
        _checked(lambda: load(scripted(reply)[0]))  # noqa: B023 - used at once
        _checked(lambda: scripted(reply)[0].call("f", (np.random.default_rng(0), len)))  # noqa: B023 - used at once


@pytest.mark.parametrize("seed", range(4))
def test_garbage_in_many_fields_is_a_value_or_an_outcome(seed: int) -> None:
    """A thousand replies of garbage, several per call, give nothing worse."""
    chance = random.Random(seed)
    endings = set()
    for _ in range(1000):
        replies = [
            json.dumps(
                {"seq": 1, **{f: chance.choice(GARBAGE) for f in chance.sample(FIELDS[:-1], chance.randint(0, 4))}}
            )
            for _ in range(chance.randint(1, 3))
        ]
        worker, _ = scripted(*(reply.encode() for reply in replies))
        endings.add(_checked(lambda: worker.call("f", (np.random.default_rng(0), len))))  # noqa: B023 - used at once
        _checked(lambda: load(scripted(replies[0].encode())[0]))  # noqa: B023 - used at once
    assert endings >= {"value", "StudentRaised", "Crashed", "NameMissing"}


@pytest.mark.parametrize("reply", [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"seq": 1, "data": [1]}', b"[" * 10**5])
def test_a_reply_that_is_none_is_a_crash(reply: bytes) -> None:
    """Bytes that are not a message are a crash, while loading and in a call."""
    for act in (load, lambda w: w.call("f")):
        with pytest.raises(Crashed):
            act(scripted(reply)[0])


@pytest.mark.parametrize("line", [None, 0, -1, 10**7, 1.0, True, "3", [3]])
def test_a_line_that_is_none_is_no_line(line: object) -> None:
    """Only a plausible integer is accepted as a line number."""
    assert RaisedInfo.from_wire(raised(line=line), ["submission.py"]).line is None


def test_an_exception_is_cut_to_what_can_be_shown() -> None:
    """The description of an exception stays short, however long its texts and bases."""
    info = RaisedInfo.from_wire({"type": "x" * 999, "bases": ["y" * 999] * 99, "text": "z" * 9999})
    assert (len(info.type_name), len(info.bases), len(info.bases[0]), len(info.text)) == (100, 20, 100, 1000)


@pytest.mark.parametrize("part", ["cell 3", "\x1b[2Jcell 1", "", 1, None, ["cell 1"]])
def test_only_labels_of_the_submission_are_believed(part: object) -> None:
    """A place in a part that was not handed in is ignored."""
    believed = {"seq": 3, "raised": raised(part="cell 1")}
    worker, _ = scripted({"seq": 1, "broken": []}, {"seq": 2, "raised": raised(part=part)}, believed)
    load(worker, NOTEBOOK)
    for expected in ((None, ""), (3, "cell 1")):
        with pytest.raises(StudentRaised) as failure:
            worker.call("f")
        assert (failure.value.info.line, failure.value.info.part) == expected


@pytest.mark.parametrize(
    ("name", "is_it"), [("ValueError", True), ("Mine", True), ("Exception", True), ("KeyError", False)]
)
def test_an_exception_is_what_its_class_derives_from(name: str, is_it: bool) -> None:
    """An exception is recognised by the names of its class and its bases."""
    assert RaisedInfo("Mine", ("Mine", "ValueError", "Exception"), "").is_a(name) is is_it


@pytest.mark.parametrize(
    "made", ["namedtuple('Pair', 'out mask')", "NamedTuple('Pair', [('out', object), ('mask', object)])"]
)
def test_a_named_tuple_crosses_as_a_tuple(made: str) -> None:
    """A named pair is accepted as a pair."""
    imports = "from collections import namedtuple\nfrom typing import NamedTuple\n"
    source = f"{imports}Pair = {made}\ndef f(): return Pair(1, None)\n"
    assert local_worker(Program("submission", (("submission.py", source),))).call("f").value == (1, None)


def test_generators_spawn_as_they_do_in_one_process() -> None:
    """Children of a generator are the grader's, and later ones agree on both sides."""
    source = "def f(rng): return rng.spawn(2)[1].random(3), rng.bit_generator.seed_seq.spawn(1)[0].entropy\n"
    worker = local_worker(Program("submission", (("submission.py", source),)))
    rng, same = np.random.default_rng(5), np.random.default_rng(5)
    drawn, entropy = worker.call("f", (rng,)).value
    assert drawn.tolist() == same.spawn(2)[1].random(3).tolist()
    assert entropy == 5
    same.bit_generator.seed_seq.spawn(1)
    assert rng.spawn(1)[0].random() == same.spawn(1)[0].random()


def test_only_the_generators_that_moved_cross_again() -> None:
    """Only generators that a call or the suite has moved are sent again."""
    source = "kept = []\ndef f(rng): kept.append(rng)\ndef g(): return kept[0].random()\n"
    worker = local_worker(Program("submission", (("submission.py", source),)))
    rng, same = np.random.default_rng(5), np.random.default_rng(5)
    worker.call("f", (rng,))
    assert worker._pipe.lent.moved() == {}
    for each in (rng, same):
        each.random(3)
    assert worker.call("g").value == same.random()
    assert rng.random() == same.random()
