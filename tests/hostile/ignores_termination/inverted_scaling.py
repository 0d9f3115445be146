"""Ignores every signal that can be ignored, swallows every exception and goes on for ever."""

import contextlib
import signal

for number in signal.valid_signals():
    with contextlib.suppress(OSError, ValueError):
        signal.signal(number, signal.SIG_IGN)


def inverted_dropout(x, p, training=True, rng=None):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
