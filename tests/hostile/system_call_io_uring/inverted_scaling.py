"""Sets up io_uring, whose operations no system call filter sees."""

import ctypes

IO_URING_SETUP = 425

libc = ctypes.CDLL(None, use_errno=True)
parameters = ctypes.create_string_buffer(120)
if libc.syscall(IO_URING_SETUP, 1, parameters) < 0:
    raise OSError(ctypes.get_errno(), "io_uring_setup")
