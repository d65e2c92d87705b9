"""Asking a server again: what may go right the next time is tried a few times more.

The pauses grow and are drawn at random, so that requests that were refused together do not come
back together; where the server says how long to wait, that is the least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenacity import RetryCallState

T = TypeVar("T")

ATTEMPTS = 6
LONGEST_PAUSE = 30.0
"""Seconds; what a server itself asks for may be longer, up to :data:`LONGEST_ASKED`."""
LONGEST_ASKED = 300.0


def ask(
    call: Callable[[], T],
    *,
    again_after: tuple[type[Exception], ...],
    never_after: tuple[type[Exception], ...] = (),
    told: Callable[[BaseException], float | None],
    pause: float = 0.5,
) -> T:
    """Give what ``call`` gives; it is made up to six times, again after ``again_after``.

    ``never_after`` are those among them that end it at once: after a timeout nobody knows what has
    been done, and paid for, at the other end. ``told`` takes from an error the seconds that the
    server wants to be left alone; ``pause`` is about the first pause, in seconds. The last error is
    raised as it came.
    """
    import tenacity

    grow = tenacity.wait_random_exponential(multiplier=pause, max=LONGEST_PAUSE)

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = told(error) if error else None
        return max(grow(state), min(asked or 0.0, LONGEST_ASKED))

    retrying = tenacity.Retrying(
        retry=tenacity.retry_all(
            tenacity.retry_if_exception_type(again_after),
            tenacity.retry_if_not_exception_type(never_after),
        ),
        wait=wait,
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        reraise=True,
    )
    return retrying(call)
