"""Calls the kernel by the 32-bit gate, whose numbers mean other calls to a careless filter."""

import ctypes
import platform

GETPID_BY_INT80 = bytes.fromhex("b814000000cd80c3")
READ_WRITE_EXECUTE, PRIVATE_ANONYMOUS = 7, 0x22

if platform.machine() != "x86_64":
    ctypes.string_at(0)
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
page = libc.mmap(None, 4096, READ_WRITE_EXECUTE, PRIVATE_ANONYMOUS, -1, 0)
ctypes.memmove(page, GETPID_BY_INT80, len(GETPID_BY_INT80))
answer = ctypes.CFUNCTYPE(ctypes.c_int)(page)()
if answer < 0:
    raise OSError(-answer, "int 0x80")
