"""Memory that is free, and that the C library keeps for later."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress


def give_back() -> None:
    """Give the system back what is free: what Python keeps, and glibc in every thread's share.

    A long file, and threads that work on sound, leave holes of many sizes behind them, and what a
    process holds would grow with a book's length. Other C libraries look after that themselves.
    """
    gc.collect()  # empties Python's lists of small values too, each of which would hold a MiB
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
