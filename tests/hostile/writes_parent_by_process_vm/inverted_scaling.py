"""Writes into its parent's memory by process_vm_writev: back what is there, to do no harm."""

import ctypes
import os


class Span(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


libc = ctypes.CDLL(None, use_errno=True)
span = Span(id(os), 8)
if libc.process_vm_writev(os.getppid(), ctypes.byref(span), 1, ctypes.byref(span), 1, 0) < 0:
    raise OSError(ctypes.get_errno(), "process_vm_writev")
