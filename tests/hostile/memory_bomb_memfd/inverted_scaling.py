"""Hides gigabytes in a memory file, which no limit on address space counts."""

import os

hidden = os.memfd_create("hoard")
for _ in range(1024):
    os.write(hidden, bytes(1 << 20))
