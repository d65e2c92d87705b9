"""Work on a stream, a little ahead of whoever takes the results."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

Item = TypeVar("Item")
Result = TypeVar("Result")

DEPTH = 2
"""How many are worked on at once: one is awaited, one is on its way."""


async def ahead(
    items: AsyncIterator[Item], work: Callable[[Item], Awaitable[Result]], depth: int = DEPTH
) -> AsyncGenerator[Result]:
    """Yield the result for each item, in order, with up to ``depth`` of them in work.

    Close it where you stop before its end: what is in work is cancelled then.
    """
    room = asyncio.Semaphore(depth)
    begun: asyncio.Queue[asyncio.Future[Result] | None] = asyncio.Queue()
    running: set[asyncio.Future[Result]] = set()

    async def begin_all() -> None:
        try:
            async for item in items:
                await room.acquire()
                future = asyncio.ensure_future(work(item))
                running.add(future)
                begun.put_nowait(future)
        finally:
            begun.put_nowait(None)

    beginning = asyncio.ensure_future(begin_all())
    try:
        while (future := await begun.get()) is not None:
            yield await future
            running.discard(future)
            room.release()
        await beginning
    finally:
        beginning.cancel()
        for left in running:
            left.cancel()
        await asyncio.gather(beginning, *running, return_exceptions=True)
