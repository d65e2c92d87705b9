"""Threads that nobody has to wait for."""

from __future__ import annotations

import threading
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


class DaemonExecutor(Executor):
    """Does each task in a thread of its own, at once: how many those are is the caller's affair.

    Unlike those of ThreadPoolExecutor, the threads do not keep a program from ending that was told
    to: a request may wait for its answer for minutes.
    """

    def submit(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Begin a task."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()

        def do() -> None:
            try:
                future.set_result(work(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001  raised again where the result is read
                future.set_exception(error)

        threading.Thread(target=do, name="clip", daemon=True).start()
        return future
