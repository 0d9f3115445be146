"""A refusal by the machine is the grader's fault, with a sentence: never a silent end, never a verdict."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import COMMAND, ROOT, Run

from dropgrade.errors import SandboxFault, limit_behind
from dropgrade.sandbox import needs
from dropgrade.sandbox.confined import ConfinedSandbox
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.sandbox.limits import Limits

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the confined sandbox needs Linux")

REFUSING = Path(__file__).with_name("refusing.py")
REFERENCE = ROOT / "solutions/p03_inverted_scaling/inverted_scaling.py"
FORKS = "clone,clone3,vfork,fork"
SILENT = 141


def refused(error: str, call: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command on a system that refuses a call."""
    path = os.pathsep.join([str(REFUSING.parent), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, REFUSING, error, call, COMMAND, *words]
    settings = {**os.environ, "PYTHONPATH": path, "COLUMNS": "200"}
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("error", "call", "layer"),
    [
        ("EPERM", "prctl:4", "limits"),
        ("EPERM", "prctl:38", "no_new_privs"),
        ("EPERM", "landlock_add_rule", "landlock"),
        ("EPERM", "landlock_restrict_self", "landlock"),
    ],
)
def test_doctor_names_the_layer_that_fails(error: str, call: str, layer: str) -> None:
    """If the system refuses a layer that it has, `doctor` names it and says that nothing can be graded."""
    found = refused(error, call, "doctor", "--json")
    data = json.loads(found.stdout)
    assert (found.returncode, data["can_grade"], data["layers"][layer]) == (3, False, "fails"), found.stdout
    assert layer in data["fault"]


def test_a_worker_that_cannot_be_confined_is_the_graders_fault() -> None:
    """`check` grades nothing then: a sentence that names the layer, exit code 3, and no traceback."""
    found = refused("EPERM", "prctl:4", "check", REFERENCE)
    assert found.returncode == 3
    assert "could not be confined (limits): prctl 4: Operation not permitted" in found.stderr
    assert "Traceback" not in found.stderr + found.stdout


@pytest.mark.parametrize("words", [("check", REFERENCE), ("verify", "p01")], ids=["check", "verify"])
def test_a_machine_without_room_for_a_process_says_so(words: tuple[str | Path, ...]) -> None:
    """If no process can be forked, the sentence names the limit."""
    found = refused("EAGAIN", FORKS, *words)
    assert found.returncode == 3
    assert "processes (`ulimit -u`)" in found.stderr
    assert "Traceback" not in found.stderr + found.stdout


def test_a_machine_without_proc_says_so() -> None:
    """Without /proc no worker can be confined, and `check` and `doctor` say so."""
    script = 'mount -t tmpfs none /proc && exec "$@"'
    command = ["unshare", "-m", "sh", "-c", script, "sh", str(COMMAND)]
    if subprocess.run([*command[:5], "sh", "true"], capture_output=True, check=False).returncode:
        pytest.skip("only who may mount can hide /proc")
    for words in (["check", str(REFERENCE)], ["doctor"]):
        found = subprocess.run([*command, *words], capture_output=True, text=True, check=False)
        assert found.returncode == 3
        assert "A worker could not be confined (limits)" in found.stdout + found.stderr


def test_a_zygote_that_dies_is_a_fault_with_its_end() -> None:
    """After the zygote was killed, the next request raises a `SandboxFault` that says how it ended."""
    with opened_sandbox() as sandbox:
        assert isinstance(sandbox, ConfinedSandbox)
        worker = sandbox.start(Limits(2, 512))
        sandbox._zygote.send_signal(signal.SIGKILL)
        sandbox._zygote.wait()
        for ask in (
            lambda: sandbox.start(Limits(2, 512)),
            worker._transport.end,
            worker._transport.end,
            lambda: sandbox.missing,
        ):
            with pytest.raises(SandboxFault, match=r"gone|did not answer") as fault:
                ask()
            assert "SIGKILL" in fault.value.message


def test_a_broken_pipe_of_our_own_is_no_closed_screen(run: Run, tmp_path: Path) -> None:
    """Only a screen without a reader ends a command silently; any other broken pipe is a fault."""
    code = (
        "from dropgrade.cli import main, doctor;"
        "doctor.command.callback = lambda **_: (_ for _ in ()).throw(BrokenPipeError(32, 'Broken pipe'));"
        "main()"
    )
    found = subprocess.run([sys.executable, "-c", code, "doctor"], capture_output=True, text=True, check=False)
    assert found.returncode == 3
    assert "BrokenPipeError" in found.stderr
    with (tmp_path / "errors").open("w") as errors:
        reader, writer = os.pipe()
        os.close(reader)
        closed = subprocess.run([COMMAND, "list"], cwd=ROOT, stdout=writer, stderr=errors, check=False)
        os.close(writer)
    assert closed.returncode == SILENT
    assert (tmp_path / "errors").read_text() == ""


@pytest.mark.parametrize("need", needs.NEEDS, ids=lambda need: need.option)
def test_a_tight_limit_is_named(monkeypatch: pytest.MonkeyPatch, need: needs.Need) -> None:
    """A limit that is too low is refused by name before anything starts; one that is just enough is not."""
    number = getattr(resource, need.limit)
    real = resource.getrlimit
    for allowed, is_refused in ((need.least - 1, True), (need.least, False), (resource.RLIM_INFINITY, False)):
        monkeypatch.setattr(resource, "getrlimit", lambda kind, a=allowed: (a, a) if kind == number else real(kind))
        if is_refused:
            with pytest.raises(SandboxFault, match=f"`ulimit {need.option}`"):
                needs.refuse_tight_limits()
        else:
            needs.refuse_tight_limits()


@pytest.mark.parametrize("limit", ["-n 12", "-v 300000", "-d 200000", "-s 256", "-n 5", "-v 20000"])
def test_limits_of_a_shell_are_named(limit: str) -> None:
    """Under `ulimit` the command says which limit is too low, and exits with 3."""
    script = f'ulimit {limit} && exec "$@"'
    command = ["sh", "-c", script, "sh", str(COMMAND), "check", str(REFERENCE)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 3, found.stderr
    assert f"`ulimit {limit.split(maxsplit=1)[0]}`" in found.stderr
    assert "Traceback" not in found.stderr


def test_any_shortage_is_said_by_its_limit() -> None:
    """Error numbers that mean a limit are reported as that limit; others are not."""
    assert "ulimit -n" in limit_behind(OSError(24, "Too many open files"))
    assert "ulimit -v" in limit_behind(MemoryError())
    assert "ulimit -u" in limit_behind(BlockingIOError(11, "again"), is_fork=True)
    assert limit_behind(BlockingIOError(11, "again")) == ""
    assert limit_behind(ValueError()) == ""
