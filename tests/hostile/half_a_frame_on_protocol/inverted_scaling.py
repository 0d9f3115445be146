"""Writes the first byte of a frame and then nothing more."""

import contextlib
import os
import time

for descriptor in range(3, 256):
    with contextlib.suppress(OSError):
        os.write(descriptor, b"\0")
time.sleep(86_400)
