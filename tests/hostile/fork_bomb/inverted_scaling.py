"""Doubles itself; the doublings are counted and each process has a fuse, should the sandbox fail."""

import os
import signal
import time

signal.alarm(10)
for _ in range(5):
    os.fork()
time.sleep(5)
