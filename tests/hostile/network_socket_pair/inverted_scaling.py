"""Asks for a pair of sockets, over which descriptors can travel."""

import socket

left, right = socket.socketpair()
socket.send_fds(left, [b"x"], [0])
