"""Makes a client's methods of the functions that describe its calls.

Each endpoint is written once, as a function that gives a :class:`~narrator.fishapi.wire.Call`.
Here it becomes a method that sends it, with the same parameters, and the same method awaited.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from narrator.fishapi.tts import ask_for_timestamps

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Coroutine, Generator

    from narrator.fishapi.awaiting import AsyncAudioStream, AsyncDriver, AsyncTimedAudioStream
    from narrator.fishapi.blocking import AudioStream, Driver, TimedAudioStream
    from narrator.fishapi.live import Session
    from narrator.fishapi.wire import Call

P = ParamSpec("P")
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., object])


class _Named:
    """Its methods are called what the class calls them."""

    def __init_subclass__(cls) -> None:
        for name, member in vars(cls).items():
            if inspect.isfunction(member):
                member.__name__, member.__qualname__ = name, f"{cls.__qualname__}.{name}"


class Resource(_Named):
    """A part of the blocking client."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver


class AsyncResource(_Named):
    """A part of the asynchronous client."""

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver


def fetched(describe: Callable[P, Call[T]]) -> Callable[Concatenate[Resource, P], T]:
    """Make a method that waits for the whole answer."""

    def method(self: Resource, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._driver.fetch(describe(*args, **kwargs))

    return _document(method, describe)


def fetched_async(
    describe: Callable[P, Call[T]],
) -> Callable[Concatenate[AsyncResource, P], Coroutine[Any, Any, T]]:
    """Make the same method, awaited."""

    async def method(self: AsyncResource, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._driver.fetch(describe(*args, **kwargs))

    return _document(method, describe)


def streamed(
    describe: Callable[P, Call[bytes]], what: str
) -> Callable[Concatenate[Resource, P], AudioStream]:
    """Make a method that gives the sound as it arrives."""

    def method(self: Resource, /, *args: P.args, **kwargs: P.kwargs) -> AudioStream:
        return self._driver.open_audio(describe(*args, **kwargs).request)

    return _document(method, describe, what)


def streamed_async(
    describe: Callable[P, Call[bytes]], what: str
) -> Callable[Concatenate[AsyncResource, P], Coroutine[Any, Any, AsyncAudioStream]]:
    """Make the same method, awaited."""

    async def method(self: AsyncResource, /, *args: P.args, **kwargs: P.kwargs) -> AsyncAudioStream:
        return await self._driver.open_audio(describe(*args, **kwargs).request)

    return _document(method, describe, what)


def timed(
    describe: Callable[P, Call[bytes]], what: str
) -> Callable[Concatenate[Resource, P], TimedAudioStream]:
    """Make a method that gives sound and the times of its words as they arrive."""

    def method(self: Resource, /, *args: P.args, **kwargs: P.kwargs) -> TimedAudioStream:
        return self._driver.open_events(ask_for_timestamps(describe(*args, **kwargs).request))

    return _document(method, describe, what)


def timed_async(
    describe: Callable[P, Call[bytes]], what: str
) -> Callable[Concatenate[AsyncResource, P], Coroutine[Any, Any, AsyncTimedAudioStream]]:
    """Make the same method, awaited."""

    async def method(
        self: AsyncResource, /, *args: P.args, **kwargs: P.kwargs
    ) -> AsyncTimedAudioStream:
        request = ask_for_timestamps(describe(*args, **kwargs).request)
        return await self._driver.open_events(request)

    return _document(method, describe, what)


def live(describe: Callable[P, Session]) -> Callable[Concatenate[Resource, P], Generator[bytes]]:
    """Make a method that speaks a text stream while it comes into being."""

    def method(self: Resource, /, *args: P.args, **kwargs: P.kwargs) -> Generator[bytes]:
        return self._driver.converse(describe(*args, **kwargs))

    return _document(method, describe)


def live_async(
    describe: Callable[P, Session],
) -> Callable[Concatenate[AsyncResource, P], AsyncGenerator[bytes]]:
    """Make the same method for ``async for``; like the official SDK's, it is not awaited."""

    def method(self: AsyncResource, /, *args: P.args, **kwargs: P.kwargs) -> AsyncGenerator[bytes]:
        return self._driver.converse(describe(*args, **kwargs))

    return _document(method, describe)


def _document(method: F, describe: Callable[..., Any], what: str = "") -> F:
    """Give the method the description's words and parameters, for ``help`` and editors."""
    said = inspect.getdoc(describe) or ""
    method.__doc__ = what + said[said.index("\n") :] if what else said
    own = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
    parameters = inspect.signature(describe).parameters.values()
    method.__signature__ = inspect.Signature([own, *parameters])  # type: ignore[attr-defined]
    return method
