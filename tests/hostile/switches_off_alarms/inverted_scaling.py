"""Cancels every timer of the process before it loops."""

import contextlib
import signal

for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
    with contextlib.suppress(OSError):
        signal.setitimer(timer, 0)

while True:
    pass
