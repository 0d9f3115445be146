"""Copies its parent's memory by process_vm_readv; a forked parent has the same addresses."""

import ctypes
import os


class Span(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(4096)
here, there = Span(ctypes.addressof(buffer), 4096), Span(id(os), 4096)
if libc.process_vm_readv(os.getppid(), ctypes.byref(here), 1, ctypes.byref(there), 1, 0) < 0:
    raise OSError(ctypes.get_errno(), "process_vm_readv")
