"""`python refusing.py ERRNO CALL[:FIRST] COMMAND…`: run a command on a system that refuses a system call.

The call fails with the error's number, or only where its first argument is FIRST, in the command and in all that it
starts: that is how a machine looks that has no room for a process, or a container whose own filter forbids something.
"""

from __future__ import annotations

import errno
import os
import sys

from confined_host.attempts import kernel_numbers

from dropgrade.sandbox.linux import bpf, privileges, seccomp, syscall_numbers


def refuse(error: str, call: str) -> None:
    """Put this process, for good, under a filter that refuses one call and allows every other."""
    architecture = syscall_numbers.running()
    assert architecture is not None
    name, _, first = call.partition(":")
    refusal = bpf.give(bpf.failing(getattr(errno, error)))
    body = [refusal]
    if first:
        equal = bpf.Instruction(bpf.JUMP_EQUAL, 0, 1, int(first))
        body = [bpf.load(bpf.OFFSET_ARGUMENTS), equal, refusal, bpf.give(bpf.ALLOW)]
    number = kernel_numbers(architecture.name)[name]
    code = [bpf.load(bpf.OFFSET_NUMBER), bpf.Instruction(bpf.JUMP_EQUAL, 0, len(body), number), *body]
    privileges.no_new_privileges()
    seccomp.Program([*code, bpf.give(bpf.ALLOW)], architecture).install()


if __name__ == "__main__":
    for each in sys.argv[2].split(","):
        refuse(sys.argv[1], each)
    os.execv(sys.argv[3], sys.argv[3:])
