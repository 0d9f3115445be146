"""What a worker might do to other processes, and to its own position among them."""

from __future__ import annotations

import errno
import fcntl
import os
import resource
import signal
import socket
import threading
import time

from confined_host.attempts import Attempt, World, buffer, raw

PTRACE_TRACEME, PTRACE_ATTACH = 0, 16
CLONE_FS, CLONE_VFORK, CLONE_NEWUSER, CLONE_THREAD = 0x200, 0x4000, 0x1000_0000, 0x1_0000
F_SETPIPE_SIZE, F_SETSIG = 1031, 10
PR_SET_NAME, PR_GET_DUMPABLE = 15, 3
ABSTRACT = "\0dropgrade-test-of-confinement"
ANY_THREAD_CLOCK = 2


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _clone(flags: int) -> None:
    # Without CLONE_VM this is a fork, so the new process can simply end.
    if raw("clone", flags | signal.SIGCHLD, 0, 0, 0, 0) == 0:
        os._exit(0)


def _spawn() -> None:
    os.posix_spawn("/bin/true", ["true"], {})


def _clock_of(world: World) -> float:
    return time.clock_gettime((~world.host << 3) | ANY_THREAD_CLOCK)


def _lower_limit() -> None:
    # Not with resource.setrlimit, which turns a refusal into a ValueError. The buffer asks for no core files.
    raw("prlimit64", 0, resource.RLIMIT_CORE, buffer(16), 0)


def _socket(family: int, kind: int = socket.SOCK_STREAM) -> Attempt:
    return Attempt(lambda _: socket.socket(family, kind).close())


ATTEMPTS = {
    "open an internet socket": _socket(socket.AF_INET),
    "open a datagram socket": _socket(socket.AF_INET, socket.SOCK_DGRAM),
    "open a unix socket": _socket(socket.AF_UNIX),
    "open a netlink socket": _socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "make a pair of sockets": Attempt(lambda _: socket.socketpair()),
    "take an abstract address": Attempt(lambda world: world.socket.bind(ABSTRACT)),
    "connect": Attempt(lambda world: world.socket.connect(ABSTRACT)),
    "make a pipe": Attempt(lambda _: os.pipe()),
    "change a shared pipe's flags": Attempt(lambda world: os.set_blocking(world.socket.fileno(), False)),
    "send signals by a descriptor": Attempt(lambda w: fcntl.fcntl(w.socket, fcntl.F_SETOWN, os.getpid())),
    "choose a descriptor's signal": Attempt(lambda w: fcntl.fcntl(w.socket, F_SETSIG, 0)),
    "resize a pipe": Attempt(lambda world: fcntl.fcntl(world.descriptor, F_SETPIPE_SIZE, 4096)),
    "signal its parent": Attempt(lambda world: os.kill(world.host, 0)),
    "signal another process": Attempt(lambda world: os.kill(world.victim, 0)),
    "signal itself": Attempt(lambda _: os.kill(os.getpid(), 0)),
    "signal its group": Attempt(lambda _: os.killpg(0, 0)),
    "signal everyone": Attempt(lambda _: os.kill(-1, 0)),
    "signal a thread": Attempt(lambda _: raw("tkill", os.getpid(), 0)),
    "signal a thread of a process": Attempt(lambda world: raw("tgkill", world.host, world.host, 0)),
    "signal its own thread": Attempt(lambda _: signal.pthread_kill(threading.get_ident(), 0)),
    "queue a signal": Attempt(lambda world: raw("rt_sigqueueinfo", world.host, 0, 0)),
    "open a process": Attempt(lambda world: os.pidfd_open(world.host)),
    "signal through a descriptor": Attempt(lambda w: raw("pidfd_send_signal", w.victims_pidfd, 0, 0, 0)),
    "take another's descriptor": Attempt(lambda w: raw("pidfd_getfd", w.victims_pidfd, 0, 0), "root"),
    "trace another process": Attempt(lambda w: raw("ptrace", PTRACE_ATTACH, w.victim, 0, 0), "root"),
    "be traced": Attempt(lambda _: raw("ptrace", PTRACE_TRACEME, 0, 0, 0)),
    "read another's memory": Attempt(lambda w: raw("process_vm_readv", w.victim, 0, 0, 0, 0, 0)),
    "write another's memory": Attempt(lambda w: raw("process_vm_writev", w.victim, 0, 0, 0, 0, 0)),
    "advise another's memory": Attempt(lambda _: raw("process_madvise", -1, 0, 0, 4, 0)),
    "read another's clock": Attempt(_clock_of),
    "see where another may run": Attempt(lambda world: os.sched_getaffinity(world.host)),
    "fork": Attempt(lambda _: _fork()),
    "clone as vfork does": Attempt(lambda _: _clone(CLONE_VFORK)),
    "clone into a new namespace": Attempt(lambda _: _clone(CLONE_NEWUSER), "root"),
    # Not a valid request without confinement either: a thread must share its memory.
    "clone half a thread": Attempt(lambda _: _clone(CLONE_THREAD)),
    "clone in the newest way": Attempt(lambda _: raw("clone3", None, 0), refusal=errno.ENOSYS),
    "spawn": Attempt(lambda _: _spawn()),
    "run a program": Attempt(lambda _: os.execv("/bin/true", ["true"])),
    "run a program by descriptor": Attempt(lambda _: raw("execveat", -1, b"", None, None, 0x1000)),
    "wait for others": Attempt(lambda _: os.wait4(-1, os.WNOHANG)),
    "leave its session": Attempt(lambda _: os.setsid()),
    "change its group": Attempt(lambda _: os.setpgid(0, 0)),
    "leave its namespaces": Attempt(lambda _: raw("unshare", CLONE_NEWUSER), "root"),
    "stop sharing": Attempt(lambda _: raw("unshare", CLONE_FS), "root"),
    "enter a namespace": Attempt(lambda _: raw("setns", -1, 0), "root"),
    "become nicer": Attempt(lambda _: os.setpriority(os.PRIO_PROCESS, 0, 19)),
    "become less nice": Attempt(lambda _: os.setpriority(os.PRIO_PROCESS, 0, -1), "root"),
    "choose a scheduler": Attempt(lambda _: os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))),
    "choose processors": Attempt(lambda _: os.sched_setaffinity(0, os.sched_getaffinity(0))),
    "choose a priority of disk access": Attempt(lambda _: raw("ioprio_set", 1, 0, 2 << 13 | 4)),
    "set a limit": Attempt(lambda _: _lower_limit()),
    "read another's limits": Attempt(lambda w: resource.prlimit(w.host, resource.RLIMIT_CPU)),
    "rename itself": Attempt(lambda _: raw("prctl", PR_SET_NAME, b"python", 0, 0, 0)),
    "be dumpable": Attempt(lambda _: raw("prctl", PR_GET_DUMPABLE, 0, 0, 0, 0)),
    "change its personality": Attempt(lambda _: raw("personality", 0xFFFF_FFFF)),
    "change its user": Attempt(lambda _: os.setuid(os.getuid())),
    "change its group of users": Attempt(lambda _: os.setgid(os.getgid())),
    "change its capabilities": Attempt(lambda _: raw("capset", None, None)),
    "filter once more": Attempt(lambda _: raw("seccomp", 2, 0, 0)),
    "start a ruleset": Attempt(lambda _: raw("landlock_create_ruleset", 0, 0, 1)),
    "set an alarm": Attempt(lambda _: signal.setitimer(signal.ITIMER_REAL, 0)),
    "make a timer that signals": Attempt(lambda _: raw("timer_create", 0, 0, buffer(8))),
    "compare processes": Attempt(lambda w: raw("kcmp", os.getpid(), w.host, 0, 0, 0), "nobody for certain"),
}
