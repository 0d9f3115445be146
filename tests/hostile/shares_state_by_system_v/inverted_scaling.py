"""Leaves notes for the next check in System V shared memory."""

import ctypes

IPC_CREAT = 0o1000

libc = ctypes.CDLL(None, use_errno=True)
if libc.shmget(0x64726F70, 4096, IPC_CREAT | 0o600) < 0:
    raise OSError(ctypes.get_errno(), "shmget")
