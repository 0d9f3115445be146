"""`python refusing.py ERRNO CALL[:FIRST] COMMAND…`: run a command on a system that refuses a system call.

The call fails with the error number, or only if its first argument is FIRST, in the command and all that it starts.
This imitates a machine that cannot start another process, or a container whose filter forbids something.
"""

from __future__ import annotations

import errno
import os
import sys

from confined_host.attempts import kernel_numbers

from dropgrade.sandbox.linux import bpf, privileges, seccomp, syscall_numbers


def refuse(error: str, call: str) -> None:
    """Put this process permanently under a filter that refuses one call and allows all others."""
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
