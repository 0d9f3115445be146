"""Attaches to its parent as a debugger, without stopping it."""

import ctypes
import os

PTRACE_SEIZE = 0x4206

libc = ctypes.CDLL(None, use_errno=True)
if libc.ptrace(PTRACE_SEIZE, os.getppid(), None, None) < 0:
    raise OSError(ctypes.get_errno(), "ptrace")
