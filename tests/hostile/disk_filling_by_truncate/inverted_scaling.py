"""Claims a terabyte of disk by one call on a file in shared memory."""

import os

os.truncate(os.open("/dev/shm/dropgrade-hostile-canary", os.O_CREAT | os.O_RDWR), 1 << 40)
