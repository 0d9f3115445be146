"""Sleeps, which costs no CPU time, for longer than anyone would wait."""

import time

time.sleep(86_400)
