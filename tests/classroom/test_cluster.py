"""`dropgrade grade --scheduler`: a class on a Dask cluster gets the same grades as on one machine, whatever happens."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from click.testing import CliRunner

from dropgrade.classroom.class_batch import Batch, Program, Result, Work, grade_programs
from dropgrade.classroom.cluster import cluster_run, connecting, flights, joining, warm_sandboxes
from dropgrade.classroom.cluster.batch_text import Reply, reply_of, reply_text, result_text
from dropgrade.classroom.cluster.cluster_run import Cluster
from dropgrade.classroom.cluster.scheduler_address import Certificates, SchedulerAddress
from dropgrade.classroom.cluster.warm_sandboxes import Terms, refusal_of
from dropgrade.classroom.grading_day import Day, Order, grade_class
from dropgrade.cli.grade_class import command as grade_class_command
from dropgrade.course.problem import read_problem
from dropgrade.errors import DropgradeError, GraderFault
from dropgrade.sandbox.launch import opened_sandbox
from tests import namespaces
from tests.cases import COURSE, program
from tests.classroom.dask_cluster import DaskCluster, Files, certificates
from tests.classroom.made_class import P03, RIGHT, STEM, STUB, write, zipped
from tests.conftest import COMMAND

SEED = 20300521
SEES_DASK = f"import sys\nprint('distributed' in sys.modules, 'dask' in sys.modules)\n{RIGHT}"
PROGRAMS = [
    *(f"# right {n}\n{RIGHT}" for n in range(4)),
    *(f"# wrong {n}\n{program(P03, 'no_scaling')}" for n in range(4)),
    *(f"# very wrong {n}\n{program(P03, 'keeps_with_p')}" for n in range(2)),
    STUB, "", "def inverted_dropout(:", SEES_DASK, f"{RIGHT}\nimport os\nos.abort()\n",
    "# caf\xe9, of another time\n" + RIGHT,
]  # fmt: skip
Books = dict[str, list[str]]


def book_in(folder: Path) -> Books:
    """All rows of all tables of a book, in order, without the times at which something was graded."""
    found = {}
    with sqlite3.connect(folder / "grades.db") as book:
        for (table,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = [row[1] for row in book.execute(f"PRAGMA table_info({table})") if row[1] != "graded_at"]
            rows = book.execute(f"SELECT {', '.join(columns)} FROM {table}")
            found[table] = sorted(map(repr, rows))
    return found


def runs_in(folder: Path) -> int:
    """How many gradings are recorded."""
    try:
        with sqlite3.connect(f"file:{folder / 'grades.db'}?mode=ro", uri=True) as book:
            return int(book.execute("SELECT count(*) FROM runs").fetchone()[0])
    except sqlite3.OperationalError:  # the file is just being created
        return 0


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Moodle's zip, of programs of which no two are alike."""
    entries = [(f"s_{n}_assignsubmission_file_/{STEM}.py", text.encode("latin-1")) for n, text in enumerate(PROGRAMS)]
    return write(tmp_path_factory.mktemp("class") / "class.zip", zipped(entries))


def done(source: Path, into: Path, engine: Any = None, on_progress: Callable[[int], None] = lambda _: None) -> Day:
    """The class, graded into a folder."""
    order = Order([source], into, COURSE, problems=[P03], seed=SEED, engine=engine)
    return grade_class(order, lambda _: None, lambda ready, _: on_progress(ready))


@pytest.fixture(scope="module")
def on_one_machine(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """The book of the class as this machine grades it."""
    folder = tmp_path_factory.mktemp("one")
    done(handed_in, folder)
    return book_in(folder)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The certificates of the cluster."""
    return certificates(tmp_path_factory.mktemp("tls") / "own")


@pytest.fixture(scope="module")
def processes(tls: Files, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A scheduler and three workers, the last of which has no Landlock."""
    cluster = DaskCluster(tmp_path_factory.mktemp("cluster"), tls)
    try:
        cluster.begin("first", "second", "bare")
        cluster.wait_for("first", "second", "bare")
        yield cluster
    finally:
        cluster.end()


def engine_of(cluster: DaskCluster, news: list[str]) -> Cluster:
    """An engine that grades on a cluster, and collects its messages."""
    files = cluster.tls
    host, _, port = cluster.address.rpartition("://")[2].rpartition(":")
    address = SchedulerAddress(host, int(port), Certificates(files.ca, files.cert, files.key))
    return Cluster(address, news.append)


def test_the_book_is_the_same_while_workers_die_and_stop(
    processes: DaskCluster, handed_in: Path, on_one_machine: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One worker is killed and another joins, one is stopped and continued, one lacks Landlock: every row is equal."""
    draw, installed, news = Random(SEED), list[str](), list[str]()
    monkeypatch.setattr(joining, "QUIET", 5.0)
    install = joining.Workers._install
    monkeypatch.setattr(
        joining.Workers, "_install", lambda self, address: installed.append(address) or install(self, address)
    )
    stop, kill, go_on = (draw.randrange(*moments) for moments in ((1, 4), (4, 7), (7, 11)))
    moments: list[tuple[int, Callable[[], None]]] = [
        (stop, lambda: processes.signal("second", signal.SIGSTOP)),
        (kill, lambda: (processes.signal("first", signal.SIGKILL), processes.add("third"))[0]),
        (go_on, lambda: processes.signal("second", signal.SIGCONT)),
    ]

    def on_progress(ready: int) -> None:
        while moments and ready >= moments[0][0]:
            moments.pop(0)[1]()

    day = done(handed_in, tmp_path, engine_of(processes, news), on_progress)
    assert not moments
    assert book_in(tmp_path) == on_one_machine
    assert not any(student.needs_review for student in day.grades.students)
    (left_out,) = (line for line in news if "left out" in line)
    assert "it lacks Landlock" in left_out
    assert len(installed) == len(set(installed)) == 4, "the course travels once for each worker"


def test_a_student_never_runs_in_a_worker_of_dasks(on_one_machine: Books) -> None:
    """A program that looks for Dask in its process finds none; the test above has compared what it printed."""
    (own,) = (row for row in on_one_machine["runs"] if "import sys" in row)
    assert "False False" in own
    assert not re.search(r"True (True|False)|False True", own)


def test_what_comes_twice_counts_once(
    processes: DaskCluster, handed_in: Path, on_one_machine: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If every batch at the end is overdue and given to a second worker, no submission has two gradings."""
    doubled = []
    send_again = flights.Flights._send_again
    monkeypatch.setattr(flights, "OVERDUE", 0.0)
    monkeypatch.setattr(flights, "AHEAD", 6)
    monkeypatch.setattr(
        flights.Flights, "_send_again",
        lambda self, flight: doubled.append(flight) or send_again(self, flight),
    )  # fmt: skip
    done(handed_in, tmp_path, engine_of(processes, []))
    assert any(doubled)
    assert book_in(tmp_path) == on_one_machine


def test_a_batch_that_two_workers_return_at_once_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """If both copies of a batch have arrived before the next check, one is taken and nothing fails."""
    batch = Batch(Path(), COURSE, P03, (Work(P03, "0" * 64, ()),), SEED)
    taken: list[Any] = []
    monkeypatch.setattr(flights, "batch_text", lambda *_: "")
    monkeypatch.setattr(flights, "reply_of", lambda *_: Reply([Result(0, {}, "")], None))

    class Answered(asyncio.Future[str]):
        key = "batch"

    class Client:
        id, cancelled = "client", list[Any]()

        def submit(self, *_: object, **__: object) -> Answered:
            future = Answered()
            future.set_result("")
            return future

        async def cancel(self, futures: list[Any], **_: object) -> None:
            self.cancelled += futures

    def on_results(batch: Batch, results: Any) -> None:
        taken.append(results)
        batch.left.clear()

    async def both_at_once() -> flights.Flights:
        workers: Any = SimpleNamespace(name="run", places=1, terms=SimpleNamespace(pack=""))
        client: Any = Client()
        sent = flights.Flights(
            client, workers, on_results, lambda *_: [], deque([batch]), {P03: read_problem(COURSE, P03)}
        )
        sent.send()
        sent.send_again({"batch"})
        assert len(sent.in_flight) == 2
        await sent.land((await asyncio.wait(sent.in_flight))[0])
        return sent

    assert not asyncio.run(both_at_once()).in_flight
    assert len(taken) == len(Client.cancelled) == 1


def grade_command(cluster: DaskCluster, source: Path, into: Path) -> list[str]:
    """The installed command on a cluster."""
    words = ["grade", str(source), "--problem", "p03", "--into", str(into), "--seed", str(SEED)]
    return [str(COMMAND), *words, "--scheduler", cluster.address, *cluster.tls.options]


def left_in(cluster: DaskCluster) -> list[str]:
    """What a run left behind: processes of workers that live, their folders, and what the scheduler knows of it."""
    children = [child for each in cluster.workers.values() for child in psutil.Process(each.pid).children(True)]
    found = [" ".join(child.cmdline()) for child in children if child.status() != psutil.STATUS_ZOMBIE]
    found += [str(place) for name in cluster.workers for place in (cluster.folder / name).rglob("dropgrade-*")]

    async def ask() -> list[str]:
        async with connecting.connected(engine_of(cluster, []).address) as client:
            return list(await client.run_on_scheduler(lambda dask_scheduler: [*map(str, dask_scheduler.tasks)]))

    return found + asyncio.run(ask())


def test_an_interrupted_run_leaves_the_cluster_clean(
    processes: DaskCluster, handed_in: Path, on_one_machine: Books, tmp_path: Path
) -> None:
    """After kill -9 the same command goes on; after Ctrl-C, too, and no sandbox, folder or batch is left behind."""
    into, before = tmp_path / "grades", 0
    for end_by in (signal.SIGKILL, signal.SIGINT):
        words = grade_command(processes, handed_in, into)
        command = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        processes.until(lambda: runs_in(into) > before or command.poll() is not None)  # noqa: B023
        command.send_signal(end_by)
        said = command.communicate()[1]
        before = runs_in(into)
        assert 0 < before < len(PROGRAMS)
    assert command.returncode == 130
    assert "Interrupted. What is graded is kept." in said
    assert "Traceback" not in said
    processes.until(lambda: not left_in(processes))
    ended = subprocess.run(grade_command(processes, handed_in, into), capture_output=True, text=True, check=False)
    assert ended.returncode in (0, 1), ended.stderr
    assert f"{len(PROGRAMS) - before} submissions graded" in ended.stdout
    assert "2 workers, 2 programs at once, all layers of the sandbox on." in ended.stderr
    assert "it lacks Landlock" in ended.stderr
    assert book_in(into) == on_one_machine


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["tcp://10.1.2.3:8786"], "Without TLS, only a cluster on this machine is used."),
        (["example.org"], "Dask sends pickles, which run as programs wherever they arrive"),
        (["tls://127.0.0.1:8786"], "no certificates were named"),
        (["127.0.0.1", "--tls-ca", "ca.pem"], "For TLS, --tls-cert and --tls-key is missing."),
        (["tcp://127.0.0.1:1", *"--tls-ca ca.pem --tls-cert cert.pem --tls-key key.pem".split()], "without TLS"),
        (["127.0.0.1", *"--tls-ca no.pem --tls-cert cert.pem --tls-key key.pem".split()], "there is no file no.pem"),
        (["127.0.0.1", *"--tls-ca key.pem --tls-cert cert.pem --tls-key key.pem".split()], "--tls-ca: key.pem cannot"),
        (
            ["127.0.0.1", *"--tls-ca ca.pem --tls-cert ca.pem --tls-key key.pem".split()],
            "are not a certificate and its key",
        ),
        (["127.0.0.1", *"--tls-ca ca.pem --tls-cert cert.pem --tls-key locked.pem".split()], "by a passphrase"),
        (["http://127.0.0.1:8786"], "is not a scheduler's address"),
        (["127.0.0.1:99999"], "is not a scheduler's address"),
        (["two words"], "is not a scheduler's address"),
        (["127.0.0.1", "--jobs", "2"], "--jobs is for this machine"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(
    words: list[str], message: str, tls: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends with 2 and a sentence before anything is connected or graded."""
    for file in (tls.ca, tls.cert, tls.key, tls.key.with_name("locked.pem")):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "class" / "ann" / f"{STEM}.py", RIGHT.encode())
    code, said = ended(["class", "--scheduler", *words])
    assert code == 2
    assert message in said
    assert not (tmp_path / "grades").exists()


def ended(words: list[str]) -> tuple[int, str]:
    """The exit code with which `dropgrade grade` ends, and its message."""
    try:
        result = CliRunner().invoke(grade_class_command, words, standalone_mode=False, catch_exceptions=False)
    except DropgradeError as error:
        return (3 if isinstance(error, GraderFault) else 2), f"{error.message} {error.hint}"
    return result.return_value, result.output


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait seconds where the command waits longer."""
    monkeypatch.setattr(connecting, "PATIENCE", 2.0)
    monkeypatch.setattr(cluster_run, "JOINING", 0.1)


@pytest.mark.usefixtures("impatient")
def test_where_no_scheduler_answers_the_reason_is_said(processes: DaskCluster, handed_in: Path, tmp_path: Path) -> None:
    """Nothing listens, something else does, or the certificates are wrong: exit code 2, a sentence, a next step."""
    foreign = certificates(tmp_path / "foreign")
    own = processes.tls
    with socket.create_server(("127.0.0.1", 0)) as free:
        silent = f"127.0.0.1:{free.getsockname()[1]}"
        assert "does not answer as a scheduler" in refusal(handed_in, tmp_path, silent)
    assert "nothing listens there" in refusal(handed_in, tmp_path, silent)
    assert "does not answer as a scheduler" in refusal(handed_in, tmp_path, processes.address.removeprefix("tls://"))
    assert "not signed by the authority" in refusal(handed_in, tmp_path, processes.address, *foreign.options)
    mixed = Files(own.ca, foreign.cert, foreign.key)
    assert "refused the certificate in --tls-cert" in refusal(handed_in, tmp_path, processes.address, *mixed.options)


def refusal(source: Path, folder: Path, *address: str) -> str:
    """The message if a cluster cannot be used, which the user has to fix."""
    code, said = ended([str(source), "--problem", "p03", "--into", str(folder / "grades"), "--scheduler", *address])
    assert code == 2, said
    assert runs_in(folder / "grades") == 0
    return said


def test_other_versions_do_not_grade(
    processes: DaskCluster, handed_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scheduler or a worker with another dropgrade is named with both versions, and nothing is graded."""
    other = {**warm_sandboxes.versions(), "dropgrade": "99.1"}
    with monkeypatch.context() as patched:
        patched.setattr(cluster_run, "versions", lambda _: other)
        news: list[str] = []
        with pytest.raises(GraderFault, match=r"No worker of the cluster .* can grade"):
            done(handed_in, tmp_path, engine_of(processes, news))
        assert all("its dropgrade is 0.1.0, and that of the command 99.1" in line for line in news)
    with monkeypatch.context() as patched:
        patched.setattr(warm_sandboxes, "versions", lambda: other)
        with pytest.raises(GraderFault, match=r"has dropgrade 0\.1\.0, and this command 99.1"):
            done(handed_in, tmp_path, engine_of(processes, []))
    assert runs_in(tmp_path) == 0
    processes.until(lambda: not left_in(processes))


class SlowWorker:
    """What of a Dask worker `install` and `remove` use; it takes a moment to add a plugin."""

    def __init__(self) -> None:
        self.plugins: dict[str, object] = {}

    async def plugin_add(self, plugin: object, name: str) -> None:
        """Add a plugin, a moment later."""
        await asyncio.sleep(0.01)
        self.plugins[name] = plugin

    async def plugin_remove(self, name: str) -> None:
        """Remove a plugin."""
        del self.plugins[name]


@pytest.mark.parametrize("comes_first", ["install", "remove"])
def test_no_sandbox_stays_of_a_run_that_ended_while_it_was_prepared(comes_first: str) -> None:
    """A worker that is told to end a run's sandboxes while it prepares them, or before, keeps none."""
    worker: Any = SlowWorker()
    terms = warm_sandboxes.Terms({}, is_confined=False, sandbox="", pack="").to_text()

    async def both() -> str:
        installing = warm_sandboxes.install("grades", comes_first, terms, b"", worker)
        removing = warm_sandboxes.remove("grades", comes_first, worker)
        found = await asyncio.gather(*([installing, removing] if comes_first == "install" else [removing, installing]))
        return next(filter(None, found))

    assert json.loads(asyncio.run(both()))["refusal"] == "the run has ended"
    assert worker.plugins == {}


def test_who_may_not_grade_is_said() -> None:
    """Other versions, a sandbox that does not start, a layer that is missing, and a leak are each said."""
    own = warm_sandboxes.versions()
    layers = dict.fromkeys(("landlock", "seccomp", "no_new_privs", "limits"), "on")
    whole = {"can_grade": True, "layers": layers, "leaks": [], "fault": None}
    asks, lenient = (Terms(own, is_confined, "", "") for is_confined in (True, False))
    assert not refusal_of(asks, own, whole)
    asks_more = Terms({**own, "pandas": "2.2"}, is_confined=True, sandbox="", pack="")
    assert "its pandas is not installed" in refusal_of(asks_more, {**own, "pandas": "not installed"}, whole)
    assert "NumPy is 1.0" in refusal_of(asks, {**own, "NumPy": "1.0"}, whole)
    assert "no room" in refusal_of(lenient, own, {"can_grade": False, "fault": "no room"})
    assert "did not start" in refusal_of(lenient, own, {})
    bare = {**whole, "layers": {**layers, "seccomp": "missing"}}
    assert "it lacks seccomp" in refusal_of(asks, own, bare)
    assert not refusal_of(lenient, own, bare)
    assert "read a file" in refusal_of(asks, own, {**whole, "leaks": ["read a file"]})


FORGERIES: dict[str, Callable[[Any], Any]] = {
    "no object": lambda _: [],
    "a score of its own": lambda data: change(data, 10.0, "score"),
    "points for a failure": lambda data: change(data, 4.0, "checks", 0, "points"),
    "more points than there are": lambda data: change(data, 40.0, "checks", 0, "max_points"),
    "an outcome of its own": lambda data: change(data, "perfect", "checks", 0, "outcome"),
    "another check": lambda data: change(data, "test_nothing", "checks", 0, "check"),
    "a check less": lambda data: change(data, lambda checks: checks[1:], "checks"),
    "another program": lambda data: change(data, "ab" * 32, "sha256"),
    "another problem": lambda data: change(data, "p01_bernoulli_mask", "problem"),
    "a number for a text": lambda data: change(data, 5, "checks", 0, "observed"),
    "a key of its own": lambda data: change(data, True, "trusted"),
    "details of its own": lambda data: change(data, {"essential": []}, "details"),
    "a place that is not there": lambda data: {**data, "results": [{**data["results"][0], "place": 7}]},
    "a fault without words": lambda data: {**data, "fault": True},
}


def change(data: Any, value: Any, *path: str | int) -> Any:
    """A reply with one value of its report changed."""
    *outer, last = path
    inside = data["results"][0]["report"]
    for key in outer:
        inside = inside[key]
    inside[last] = value(inside[last]) if callable(value) else value
    return data


@pytest.fixture(scope="module")
def reply(tmp_path_factory: pytest.TempPathFactory) -> tuple[Batch, str]:
    """A batch of one wrong program, and the reply to it."""
    content, results = program(P03, "no_scaling").encode(), list[Result]()
    with opened_sandbox() as sandbox:
        grade_programs(COURSE, SEED, P03, [Program(f"{STEM}.py", content)], sandbox, results.append)
    work = Work(P03, hashlib.sha256(content).hexdigest(), ())
    text = reply_text([result_text(result) for result in results], None)
    return Batch(tmp_path_factory.getbasetemp(), COURSE, P03, (work,), SEED), text


def test_a_reply_is_a_report(reply: tuple[Batch, str]) -> None:
    """What a worker sends is read back as it was."""
    batch, text = reply
    found = reply_of(text, batch, read_problem(COURSE, P03))
    assert found.fault is None
    assert [result.report["score"] for result in found.results] == [5.0]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_reply_is_refused(forgery: str, reply: tuple[Batch, str]) -> None:
    """Whatever is not the report of this batch by this suite is the cluster's fault, and never a score."""
    batch, text = reply
    with pytest.raises(GraderFault, match="not a reply to a batch"):
        reply_of(json.dumps(FORGERIES[forgery](json.loads(text))), batch, read_problem(COURSE, P03))


@pytest.mark.parametrize("odd", [None, b"{}", "", "{", "[" * 100_000, '{"results": [], "fault": NaN}', "null"])
def test_what_is_no_json_is_refused(odd: object, reply: tuple[Batch, str]) -> None:
    """An answer of another kind is refused as well."""
    with pytest.raises(GraderFault, match="not a reply to a batch"):
        reply_of(odd, reply[0], read_problem(COURSE, P03))


def test_a_scheduler_that_dies_loses_nothing(
    processes: DaskCluster, handed_in: Path, on_one_machine: Books, tmp_path: Path
) -> None:
    """What was graded is kept; a sentence says that the scheduler is gone, and one machine goes on to the same book."""

    def kill(ready: int) -> None:
        if ready and processes.scheduler is not None:
            processes.scheduler.kill()

    with pytest.raises(GraderFault, match=r"The scheduler at .* is gone") as fault:
        done(handed_in, tmp_path, engine_of(processes, []), kill)
    assert "Run the same command to go on." in fault.value.hint
    assert 0 < runs_in(tmp_path) < len(PROGRAMS)
    done(handed_in, tmp_path)
    assert book_in(tmp_path) == on_one_machine


@pytest.mark.usefixtures("impatient")
def test_a_cluster_without_workers_is_not_waited_for(handed_in: Path, tls: Files, tmp_path: Path) -> None:
    """If no worker joins, the message says for how long, and how to start one."""
    cluster = DaskCluster(tmp_path / "cluster", tls)
    try:
        cluster.begin()
        cluster.until((cluster.folder / "scheduler.json").exists)
        with pytest.raises(GraderFault, match="No worker has joined the cluster") as fault:
            done(handed_in, tmp_path / "grades", engine_of(cluster, []))
    finally:
        cluster.end()
    assert "dask worker tls://" in fault.value.hint


@pytest.mark.long
@pytest.mark.skipif(bool(namespaces.why_not()), reason="said at the end of the run")
def test_hosts_that_share_only_a_network_grade_a_class(tls: Files, handed_in: Path, tmp_path: Path) -> None:
    """A scheduler and two workers, each in a network of its own, give what one machine gives."""
    few = zipped([(f"s_{n}_assignsubmission_file_/{STEM}.py", PROGRAMS[n].encode()) for n in (0, 4, 8)])
    source = write(tmp_path / "few.zip", few)
    with namespaces.hosts(4) as (first, *others):
        on = dict(zip(("scheduler", "one", "two"), (first, *others), strict=False))
        cluster = DaskCluster(tmp_path / "cluster", tls, first.address, lambda name, words: on[name].command(words))
        try:
            cluster.begin("one", "two")
            cluster.wait_for("one", "two")
            words = others[-1].command(grade_command(cluster, source, tmp_path / "far"))
            far = subprocess.run(words, capture_output=True, text=True, check=False)
        finally:
            cluster.end()
    assert "2 workers" in far.stderr, far.stderr
    done(source, tmp_path / "near")
    assert book_in(tmp_path / "far") == book_in(tmp_path / "near")
