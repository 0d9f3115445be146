"""Forks by the bare system call, which a patched os.fork does not see."""

import ctypes
import os
import platform
import signal

CLONE = {"x86_64": 56, "aarch64": 220}[platform.machine()]

libc = ctypes.CDLL(None, use_errno=True)
child = libc.syscall(CLONE, signal.SIGCHLD, None, None, None, None)
if child < 0:
    raise OSError(ctypes.get_errno(), "clone")
if child == 0:
    os._exit(0)
