"""Signals every process of the user; SIGURG, so that a broken sandbox does no harm."""

import os
import signal

os.kill(-1, signal.SIGURG)
