"""The assembled filter agrees with an independent oracle, for every number and for critical arguments."""

from __future__ import annotations

import importlib
import random
import sys
from pathlib import Path
from typing import Any

import pytest

from dropgrade.sandbox.linux import bpf, policy, syscall_numbers

sys.path.append(str(Path(__file__).parent))
oracle = importlib.import_module("confined_host.oracle")
kernel_numbers = importlib.import_module("confined_host.attempts").kernel_numbers
Filter, run, READING, NOTHING = oracle.Filter, oracle.run, oracle.READING, oracle.NOTHING
ALLOW, KILL, REFUSE, UNKNOWN = oracle.ALLOW, oracle.KILL, oracle.REFUSE, oracle.UNKNOWN

THREAD_OF_GLIBC, THREAD_OF_MUSL, FORK, VFORK = 0x3D0F00, 0x7D0F00, 0x1200011, 0x4111
HIGHEST = 600
# Values near the limits of the rules.
SMALL = (0, 1, 2, 4, 15, 16, 100, 102, 1030)
BORDERS = (*SMALL, 0o200000, 0x10900, 0x3D0F00, 2**31, 2**32 - 1, 2**32, 2**64 - 1)
FOREIGN_ARCHITECTURES = (0x40000003, 0x40000028, 0xC00000F3, 0)  # i386, arm, riscv64, none
NEVER = """
    stat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat statfs fstatfs chdir fchdir
    chmod fchmod fchmodat chown lchown fchown fchownat utime utimes utimensat setxattr fsetxattr getxattr
    rename renameat renameat2 unlink unlinkat rmdir mkdir mkdirat link linkat symlink symlinkat truncate
    ftruncate mknod mknodat creat kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open
    pidfd_send_signal pidfd_getfd socket socketpair connect bind sendto sendmsg recvmsg accept execve
    execveat fork vfork ptrace process_vm_readv process_vm_writev perf_event_open bpf keyctl io_uring_setup
    memfd_create userfaultfd unshare setns mount umount2 chroot pivot_root setpriority sched_setscheduler
    sched_setaffinity ioprio_set setrlimit prctl personality arch_prctl mlock mlockall shmget semget msgget
    inotify_init1 fanotify_init timerfd_create eventfd2 signalfd4 epoll_create1 clock_settime settimeofday
    adjtimex sethostname reboot swapon kexec_load init_module finit_module syslog acct quotactl
    name_to_handle_at open_by_handle_at openat2 seccomp landlock_create_ruleset landlock_restrict_self wait4
    waitid pipe pipe2 sendfile splice tee copy_file_range fallocate setuid setgid setresuid setgroups setsid
    setpgid alarm setitimer timer_create ioctl flock capset umask process_madvise sync iopl ioperm
    modify_ldt
""".split()

WRITING = (1, 2, 3, 0o100, 0o1000, 0o2000, 0o20000, 0o10000000, 0o20000000, 0o100 | 0o2000000 | 1)


@pytest.fixture(params=syscall_numbers.ARCHITECTURES)
def filter_of(request: pytest.FixtureRequest) -> Any:
    """Return the filter of each architecture in turn."""
    return Filter(request.param)


def _telling(generator: random.Random) -> list[int]:
    """Draw arguments near the limits of the rules, or anywhere."""
    borders = (
        0,
        1,
        2,
        4,
        15,
        16,
        100,
        102,
        1030,
        0o200000,
        0x3D0F00,
        0x10900,
        2**31,
        2**32 - 1,
        2**32,
        2**64 - 1,
    )
    kinds = (
        lambda: generator.choice(borders),
        lambda: generator.choice(borders) | 1 << generator.randrange(64),
        lambda: generator.getrandbits(generator.choice((5, 12, 24, 32, 64))),
    )
    return [generator.choice(kinds)() for _ in range(6)]


def test_filter_agrees_with_oracle_on_every_number(filter_of: Any) -> None:
    """Every number up to 600 gets the oracle's decision, whatever its arguments."""
    generator = random.Random(0)
    for number in range(HIGHEST + 1):
        for arguments in (NOTHING, *(_telling(generator) for _ in range(20))):
            decision = run(filter_of.code, filter_of.architecture.audit, number, arguments)
            assert decision == filter_of.oracle(number, arguments), (number, arguments)


def test_filter_agrees_with_oracle_on_rules(filter_of: Any) -> None:
    """Every system call with a rule gets the oracle's decision for many critical arguments."""
    generator = random.Random(1)
    for name in filter_of.rules.keys() & filter_of.numbers.keys():
        decisions = set()
        for _ in range(3000):
            arguments = _telling(generator)
            expected = filter_of.oracle(filter_of.numbers[name], arguments)
            assert filter_of.decides(name, arguments) == expected, (name, arguments)
            decisions.add(expected)
        assert name == "prlimit64" or decisions == {ALLOW, REFUSE}


def test_rules_in_python_agree_with_the_program(filter_of: Any) -> None:
    """A rule evaluated in Python agrees with its instructions."""
    generator = random.Random(2)
    for name, tests in policy.RULES.items():
        for arguments in (_telling(generator) for _ in range(500)):
            holds = all(test.holds(arguments) for test in tests)
            assert (filter_of.decides(name, arguments) == ALLOW) == holds, (name, arguments)


@pytest.mark.parametrize("name", policy.ALLOWED)
def test_allowed_name_is_allowed(name: str) -> None:
    """A name on the list is allowed wherever it exists."""
    for each in map(Filter, syscall_numbers.ARCHITECTURES):
        assert name not in each.numbers or each.decides(name) == ALLOW


@pytest.mark.parametrize("name", NEVER)
def test_forbidden_name_is_refused(name: str, filter_of: Any) -> None:
    """What the sandbox promises to refuse is refused with EPERM, which Python shows as a PermissionError."""
    assert name in kernel_numbers("x86_64")
    assert name not in filter_of.numbers or filter_of.decides(name) == REFUSE


def test_clone_makes_threads_only(filter_of: Any) -> None:
    """Threads of either C library are allowed; processes, and threads with unusual flags, are not."""
    for flags in (THREAD_OF_GLIBC, THREAD_OF_MUSL):
        assert filter_of.decides("clone", (flags, *NOTHING[1:])) == ALLOW
    unusual = [THREAD_OF_GLIBC | 1 << bit for bit in (0, 4, 7, 12, 13, 14, 15, 17, 25, 28, 30, 31, 32, 63)]
    lacking = [THREAD_OF_GLIBC & ~bit for bit in (0x100, 0x800, 0x10000)]
    for flags in (0, 17, FORK, VFORK, *unusual, *lacking):
        assert filter_of.decides("clone", (flags, *NOTHING[1:])) == REFUSE, hex(flags)
    assert filter_of.decides("clone3") == UNKNOWN


def test_limits_can_be_read_and_not_set(filter_of: Any) -> None:
    """prlimit64 is allowed for the process itself without a new limit, compared in all 64 bits."""
    assert filter_of.decides("prlimit64", (0, 7, 0, 2**40, 0, 0)) == ALLOW
    for pid, new in ((1, 0), (0, 1), (2**32, 0), (0, 2**32), (0, 2**63), (2**63, 0)):
        assert filter_of.decides("prlimit64", (pid, 7, new, 0, 0, 0)) == REFUSE


def test_files_are_opened_for_reading_only(filter_of: Any) -> None:
    """Opening is allowed only with flags that read, and bits above an int are ignored."""
    reading = READING[filter_of.architecture.name]
    for flags in (0, reading, reading | 2**32):
        assert filter_of.decides("openat", (0, 0, flags, 0, 0, 0)) == ALLOW
    for flags in WRITING:
        assert filter_of.decides("openat", (0, 0, flags, 0, 0, 0)) == REFUSE, oct(flags)


@pytest.mark.parametrize("machine", syscall_numbers.ARCHITECTURES)
def test_nothing_is_opened_without_landlock(machine: str) -> None:
    """Without Landlock no file may be opened."""
    blind = Filter(machine, files=False)
    assert blind.decides("openat") == REFUSE
    assert "open" not in blind.numbers or blind.decides("open") == REFUSE


def test_foreign_architecture_is_killed(filter_of: Any) -> None:
    """A call through another ABI ends the process, whatever it asks."""
    others = {known.audit for known in syscall_numbers.ARCHITECTURES.values()} - {filter_of.architecture.audit}
    for arch in (*others, *FOREIGN_ARCHITECTURES):
        assert {run(filter_of.code, arch, number, NOTHING) for number in range(HIGHEST)} == {KILL}


def test_x32_calls_are_killed() -> None:
    """A number with the bit of the x32 ABI ends the process on x86-64."""
    x86 = Filter("x86_64")
    for number in (*range(0x4000_0000, 0x4000_0000 + HIGHEST), 0x8000_0000, 0xFFFF_FFFF):
        assert run(x86.code, x86.architecture.audit, number, NOTHING) == KILL


def test_program_is_one_that_the_kernel_takes(filter_of: Any) -> None:
    """Every jump leads forward and stays inside, the fields fit, and the last instruction returns."""
    for at, (_, if_true, if_false, constant) in enumerate(filter_of.code):
        assert all(0 <= jump <= bpf.WORD >> 24 for jump in (if_true, if_false))
        assert 0 <= constant <= bpf.WORD
        assert at + 1 + max(if_true, if_false) <= len(filter_of.code)
    assert filter_of.code[-1].code == bpf.RETURN
    assert len(filter_of.code) <= 4096
