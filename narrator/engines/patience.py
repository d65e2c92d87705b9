"""Asking a server again: what may go right the next time is tried a few times more.

The pauses grow and are drawn at random, so that requests that were refused together do not come
back together; where the server says how long to wait, that is the least. After a time-out nobody
knows what has been done, and paid for, at the other end: it is never a reason to ask again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from narrator.engine import Retry, note_retry

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from tenacity import RetryCallState

    from narrator.errors import EngineError

T = TypeVar("T")

ATTEMPTS = 6
ATTEMPTS_WHERE_BUSY = 20
"""For a server that has no place free: it has done nothing, and is paid for nothing."""
ATTEMPTS_FOR_SOUND = 3
"""For an answer that is no sound, or not that of its text: it has been paid for."""
LONGEST_PAUSE = 30.0
"""Seconds; what a server itself asks for may be longer, up to :data:`LONGEST_ASKED`."""
LONGEST_ASKED = 300.0


class TryAgainError(Exception):
    """It may go right the next time.

    ``final`` is raised in its place where it has not, ``attempts`` later; ``asked`` are the seconds
    that the server wants to be left alone, where it said so.
    """

    def __init__(
        self, final: EngineError, *, asked: float | None = None, attempts: int = ATTEMPTS
    ) -> None:
        super().__init__(str(final))
        self.final = final
        self.asked = asked
        self.attempts = attempts


def ask(
    call: Callable[[], T],
    *,
    rest: Callable[[float], None],
    stopped: threading.Event,
    pause: float = 0.5,
    affords: Callable[[], bool] = lambda: True,
) -> T:
    """Give what ``call`` gives; it is made again where it raises TryAgainError.

    ``rest`` waits for so many seconds, about ``pause`` of them the first time. Where ``stopped`` is
    set, or ``affords`` says no, it is not made again. What the last error stands for is raised.
    """
    import tenacity

    grow = tenacity.wait_random_exponential(multiplier=pause, max=LONGEST_PAUSE)

    def wait(state: RetryCallState) -> float:
        return max(grow(state), min(_find_error(state).asked or 0.0, LONGEST_ASKED))

    def enough(state: RetryCallState) -> bool:
        tried_all = state.attempt_number >= _find_error(state).attempts
        return stopped.is_set() or tried_all or not affords()

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(TryAgainError),
        wait=wait,
        stop=enough,
        sleep=rest,
        before_sleep=_note,
        reraise=True,
    )
    try:
        return retrying(call)
    except TryAgainError as error:
        raise error.final from error.__cause__


def _note(state: RetryCallState) -> None:
    note_retry(Retry(state.attempt_number, state.upcoming_sleep, str(_find_error(state))))


def _find_error(state: RetryCallState) -> TryAgainError:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, TryAgainError):  # pragma: no cover  no other is asked about
        raise TypeError(error)
    return error
