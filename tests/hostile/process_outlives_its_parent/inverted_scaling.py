"""Clears the wish to die with the parent, leaves the session and goes to sleep under another name."""

import contextlib
import ctypes
import os
import time

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15

libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0)
libc.prctl(PR_SET_NAME, b"dropgrade-hostile-survivor", 0, 0, 0)
with contextlib.suppress(OSError):
    os.setsid()
time.sleep(120)
