"""Takes open descriptors out of its parent by pidfd_getfd."""

import ctypes
import os

PIDFD_GETFD = 438

libc = ctypes.CDLL(None, use_errno=True)
parent = os.pidfd_open(os.getppid())
for number in range(3, 50):
    if libc.syscall(PIDFD_GETFD, parent, number, 0) < 0:
        raise OSError(ctypes.get_errno(), "pidfd_getfd")
