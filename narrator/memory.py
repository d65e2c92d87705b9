"""What the C library holds of memory that nobody uses any more, and how to have it hold little."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""The names of three settings in glibc's ``malloc.h``."""
_MIB = 1024 * 1024


def hold_little() -> None:
    """Have glibc keep little of what was let go. Called once, before there are threads.

    Left alone, it keeps a heap for each thread, with holes as long as a clip in it, and what a
    process holds grows with the book. In one heap the holes are filled; what takes more than a MiB
    has pages of its own, which go back when it does, and 16 MiB wait at the heap's end: giving back
    every clip's would cost more time than making it. Other C libraries look after that themselves.
    """
    with suppress(AttributeError, OSError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_ARENA_MAX, 1)
        libc.mallopt(_M_MMAP_THRESHOLD, _MIB)
        libc.mallopt(_M_TRIM_THRESHOLD, 16 * _MIB)


def give_back() -> None:
    """Give the system back what is free: what Python keeps, and glibc in every thread's share.

    A long file leaves holes of many sizes behind it, which :func:`hold_little` cannot prevent.
    """
    gc.collect()  # empties Python's lists of small values too, each of which would hold a MiB
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
