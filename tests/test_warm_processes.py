"""What the gradings under test fork their processes from goes on, whatever becomes of a grading."""

from __future__ import annotations

import os
import socket

import pytest

from tests.warm_processes import forked_zygote, forking_process


@pytest.mark.parametrize("messages", [0, 1, 2])
def test_a_grading_that_is_killed_while_it_asks_ends_no_other(messages: int) -> None:
    """One that asks nothing, sends no descriptors, or does not wait for the answer leaves others their zygotes."""
    for _ in range(20):
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as asking:
            asking.connect(forking_process())
            if messages == 1:
                asking.send(str(os.getpid()).encode())
            elif messages:
                with open(os.devnull, "rb") as one, open(os.devnull, "wb") as other:
                    socket.send_fds(asking, [str(os.getpid()).encode()], [one.fileno(), other.fileno()])
    zygote, control = forked_zygote()
    with control:
        zygote.kill()
        assert zygote.wait(60) == -9
    zygote.stderr.close()
