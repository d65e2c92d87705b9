"""The life of a worker process: how it is started, and what it does first."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait as wait_for_sentinel
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def spawning() -> Iterator[None]:
    """Spare the processes that are started here Ctrl-C, which is the parent's to handle.

    They inherit that it is blocked, before a line of them runs. The parent, which a signal between
    the steps of starting one would leave with half a process, hears of it afterwards.
    """
    if threading.current_thread() is not threading.main_thread():  # Ctrl-C goes to the main thread
        yield
        return
    heard: list[int] = []
    resource_tracker.ensure_running()  # which would unblock the signal
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        signal.signal(signal.SIGINT, before)
        if heard:
            signal.raise_signal(signal.SIGINT)


def begin_process() -> None:
    """Make this process a worker: deaf to Ctrl-C, which is its parent's, and gone when that is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """End this process when the parent is gone, whatever killed it: nobody waits for the clip."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_sentinel([parent.sentinel])
        os._exit(1)
