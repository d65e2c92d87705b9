"""The two clients, side by side: the same methods, the second's awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from narrator.fishapi import account, asr, methods, tts, voices
from narrator.fishapi.access import DEFAULT_TIMEOUT, Listener, make_access
from narrator.fishapi.awaiting import AsyncDriver
from narrator.fishapi.blocking import Driver
from narrator.fishapi.live import open_session

if TYPE_CHECKING:
    from types import TracebackType

_STREAM = """Speak the text and give the sound as it arrives.

It returns as soon as the server begins to answer; iterate over what it returns, or ``collect()``.
"""
_TIMED = """Speak the text and give sound and the times of its words as they arrive.

What it returns gives :class:`TimedAudio`; its ``collect()`` gives the whole sound and every word's
time (:class:`TimedSpeech`). ``latency='balanced'`` has a long text come in several chunks.
"""


class TTSClient(methods.Resource):
    """Speech."""

    convert = methods.fetched(tts.convert)
    stream = methods.streamed(tts.convert, _STREAM)
    stream_with_timestamps = methods.timed(tts.convert, _TIMED)
    stream_websocket = methods.live(open_session)


class AsyncTTSClient(methods.AsyncResource):
    """Speech."""

    convert = methods.fetched_async(tts.convert)
    stream = methods.streamed_async(tts.convert, _STREAM)
    stream_with_timestamps = methods.timed_async(tts.convert, _TIMED)
    stream_websocket = methods.live_async(open_session)


class ASRClient(methods.Resource):
    """Recognition."""

    transcribe = methods.fetched(asr.transcribe)


class AsyncASRClient(methods.AsyncResource):
    """Recognition."""

    transcribe = methods.fetched_async(asr.transcribe)


class VoicesClient(methods.Resource):
    """The voices of the account and the library."""

    list = methods.fetched(voices.list_voices)
    get = methods.fetched(voices.get_voice)
    create = methods.fetched(voices.create_voice)
    update = methods.fetched(voices.update_voice)
    delete = methods.fetched(voices.delete_voice)


class AsyncVoicesClient(methods.AsyncResource):
    """The voices of the account and the library."""

    list = methods.fetched_async(voices.list_voices)
    get = methods.fetched_async(voices.get_voice)
    create = methods.fetched_async(voices.create_voice)
    update = methods.fetched_async(voices.update_voice)
    delete = methods.fetched_async(voices.delete_voice)


class AccountClient(methods.Resource):
    """The account."""

    get_credits = methods.fetched(account.get_credits)
    get_package = methods.fetched(account.get_package)


class AsyncAccountClient(methods.AsyncResource):
    """The account."""

    get_credits = methods.fetched_async(account.get_credits)
    get_package = methods.fetched_async(account.get_package)


class FishAudio:
    """A client of the Fish Audio API, or of any server that speaks it.

    ``api_key``: or ``FISH_API_KEY``. It is needed for the hosted API; a server of one's own may do
    without. ``base_url``: or ``FISH_API_BASE_URL``, by default https://api.fish.audio; a path
    before the API's own is kept, and ``http`` is spoken where it says so. ``timeout``: seconds that
    the server may be silent, at any step, or None. ``on_response`` is told the head of every answer
    (:class:`ResponseInfo`: the account's limit of requests at once, the trace id), a refusal's too.

    Threads may share a client. It never tries again by itself: see :mod:`narrator.fishapi.errors`
    for what is worth it. Use it in a ``with`` block, or close it. Raises ParameterError.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float | None = DEFAULT_TIMEOUT,
        on_response: Listener | None = None,
    ) -> None:
        self._driver = Driver(make_access(api_key, base_url, timeout, on_response))
        self.tts = TTSClient(self._driver)
        self.asr = ASRClient(self._driver)
        self.voices = VoicesClient(self._driver)
        self.account = AccountClient(self._driver)

    @property
    def base_url(self) -> str:
        """The server's address, without a slash at its end."""
        return self._driver.access.base_url

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncFishAudio:
    """The same client for asyncio: parameters and methods are those of :class:`FishAudio`.

    All methods are awaited but ``tts.stream_websocket``, which is iterated over with ``async for``.
    Use it in an ``async with`` block, or close it.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float | None = DEFAULT_TIMEOUT,
        on_response: Listener | None = None,
    ) -> None:
        self._driver = AsyncDriver(make_access(api_key, base_url, timeout, on_response))
        self.tts = AsyncTTSClient(self._driver)
        self.asr = AsyncASRClient(self._driver)
        self.voices = AsyncVoicesClient(self._driver)
        self.account = AsyncAccountClient(self._driver)

    @property
    def base_url(self) -> str:
        """The server's address, without a slash at its end."""
        return self._driver.access.base_url

    async def close(self) -> None:
        """Close the connections."""
        await self._driver.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()
