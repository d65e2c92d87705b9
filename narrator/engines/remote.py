"""What the engines that speak through a server have in common.

One knows its server's protocol: it sends one request, and says of every failure whether it may go
right the next time. The rest is here: how many requests at once, when again, and whether what came
is the sound of its text.
"""

from __future__ import annotations

import itertools
import threading
import time
from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from urllib.parse import urlsplit

from narrator.engine import Capabilities, may_pay_again, note_payment, note_request
from narrator.engines.gate import Gate
from narrator.engines.parts import speak_in_parts
from narrator.engines.patience import ATTEMPTS_FOR_SOUND, ATTEMPTS_WHERE_BUSY, TryAgainError, ask
from narrator.errors import EngineError, SpeechError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from narrator.audio.clip import Clip
    from narrator.engine import Speech

SILENCE = 240.0
"""Seconds that a server may say nothing."""
LONGEST_ANSWER = 600.0
"""Seconds that an answer may take that keeps coming."""
LARGEST_ANSWER = 64 << 20
"""Bytes of an answer: ten minutes of sound, for texts that take half a minute."""

_LONGEST_TEXT = 400

T = TypeVar("T")


class once(cached_property[T]):  # noqa: N801  it is written as functools' own is
    """A property that is made once, however many threads ask first.

    That of functools has no lock since Python 3.12.
    """

    _lock = threading.RLock()

    def __get__(self, instance: object, owner: type[Any] | None = None) -> Any:  # noqa: ANN401
        """Make it, or give it."""
        with self._lock:
            return super().__get__(instance, owner)


class BusyError(TryAgainError):
    """The server has no place free for a request."""

    def __init__(self, final: EngineError, *, asked: float | None) -> None:
        super().__init__(final, asked=asked, attempts=ATTEMPTS_WHERE_BUSY)


class UnsoundError(TryAgainError):
    """The server sent what cannot be the sound of the text."""

    def __init__(self, reason: str) -> None:
        super().__init__(SpeechError(reason), attempts=ATTEMPTS_FOR_SOUND)


class RemoteEngine(ABC):
    """An engine that has its texts spoken by a server."""

    name: ClassVar[str]
    hosted: ClassVar[str]
    """The address of the service that the protocol comes from."""
    rate: ClassVar[int]
    """In Hz."""
    at_once: ClassVar[int]
    """How many requests at once before the server has told, or refused one."""

    def __init__(self, *, model: str, base_url: str, label: str) -> None:
        self._model = model
        self._base_url = base_url
        self._label = label
        self._gate = Gate(self.at_once)
        self._has_answered = False
        """Whether the server has spoken anything yet: then its address and the key are right."""

    @property
    def _host(self) -> str:
        return urlsplit(self._base_url).hostname or ""

    @property
    def _is_hosted(self) -> bool:
        return self._host == urlsplit(self.hosted).hostname

    @abstractmethod
    def identity(self, voice: str) -> dict[str, str]:
        """Name what can be heard. Raises UsageError where there is no such voice."""

    @abstractmethod
    def _fetch(self, speech: Speech) -> bytes:
        """Send one request and give the sound, as a file; note the answer where one came.

        Raises TryAgainError, SpeechError, EngineError.
        """

    def _describe_self(
        self, *, price: float, directions: bool, phonemes: str = "", reads_numbers: bool = False
    ) -> Capabilities:
        """Tell what the engine can do; ``price`` is that of the hosted service."""
        return Capabilities(
            languages=("mul",),
            longest_text=_LONGEST_TEXT,
            rate=self.rate,
            workers="threads",
            price=price if self._is_hosted else 0.0,
            directions=directions,
            deterministic=False,
            varies=True,
            at_once=self._gate.room,
            served=self._gate.limit,
            phonemes=phonemes,
            reads_numbers=reads_numbers,
        )

    def _name_server(self) -> dict[str, str]:
        """Name what of server and model can be heard, for a job's name."""
        return {
            "engine": self.name,
            "host": self._host,
            "label": self._label,
            "model": self._model,
        }

    def stop(self) -> None:
        """Ask the server for nothing more, and wait for nothing but the answers that are due."""
        self._gate.close()

    def speak(self, speech: Speech) -> Clip:
        """Say all of the text, each part that is short enough by a request of its own."""
        self.identity(speech.voice)
        return speak_in_parts(speech, self._say, longest=_LONGEST_TEXT, rate=self.rate)

    def _note_answer(self, speech: Speech) -> None:
        """Note that the server began to speak: that is to be paid for, whatever comes of it."""
        self._has_answered = True
        self._gate.open()
        note_payment(speech)

    def _say(self, speech: Speech) -> Clip:
        tries = itertools.count()
        return ask(
            lambda: self._try(speech, again=next(tries) > 0),
            rest=self._gate.rest,
            stopped=self._gate.closed,
            affords=lambda: may_pay_again(speech),
        )

    def _try(self, speech: Speech, *, again: bool) -> Clip:
        with self._gate.entered(again=again) as entry:
            try:
                sound = self._fetch(speech)
            except BusyError:
                self._gate.open()
                self._gate.note_refusal(entry)
                raise
            except SpeechError:
                self._gate.open()
                raise
            except EngineError as error:
                self._gate.shut(str(error))
                raise
            finally:
                note_request(time.monotonic() - entry.began)
            self._gate.note_answer(entry, len(speech.text))
        return self._read(sound, speech)

    def _read(self, sound: bytes, speech: Speech) -> Clip:
        """Read what came. Raises UnsoundError where it is not whole, or not the text's sound."""
        from narrator.audio.codec import decode
        from narrator.audio.plausible import find_fault
        from narrator.audio.wav import count_missing, read_plain

        asked = f"of {speech.text[:60]!r}"
        if missing := count_missing(sound):
            raise UnsoundError(f"{self._base_url} sent a sound {asked} without {missing} bytes.")
        try:
            clip = read_plain(sound, self.rate) or decode(sound, self.rate)
        except ValueError as error:
            raise UnsoundError(
                f"{self._base_url} sent what is no sound {asked}: {error}."
            ) from error
        if fault := find_fault(clip, speech.text, speech.language, speech.speed):
            raise UnsoundError(f"{self._base_url} {fault} {asked}.")
        return clip


def collect(chunks: Iterable[bytes], sender: str) -> bytes:
    """Put an answer together.

    Raises SpeechError where it does not come to an end in time, UnsoundError where it is too large.
    """
    end = time.monotonic() + LONGEST_ANSWER
    answer = bytearray()
    for chunk in chunks:
        answer += chunk
        if len(answer) > LARGEST_ANSWER:
            raise UnsoundError(f"{sender} sent more than {LARGEST_ANSWER >> 20} MiB for one text.")
        if time.monotonic() > end:
            raise SpeechError(f"{sender} was not done with its answer in {LONGEST_ANSWER:.0f} s.")
    return bytes(answer)


def judge_break(
    cause: BaseException | None, *, fails: str, hopeless: str
) -> TryAgainError | SpeechError:
    """Give the error that a broken exchange stands for, by what broke it.

    It says ``hopeless`` where no connection came about: no text can pass then; else ``fails``.
    After a time-out nobody asks again: nobody knows whether the server has done its work, and is to
    be paid for it.
    """
    import httpx2

    if isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout):
        return TryAgainError(EngineError(hopeless))
    if isinstance(cause, httpx2.TimeoutException | TimeoutError):
        return SpeechError(fails)
    return TryAgainError(SpeechError(fails))
