"""The engine that speaks through the Fish Audio API, or any server of the same protocol.

A voice ``a+b`` is two people: with the S2 models, ``<|speaker:0|>`` in a text hands over to the
first of them and ``<|speaker:1|>`` to the second.

One segment is one request. Lines of one speaker in one request might sound more of a piece (the
API's ``condition_on_previous_chunks``), but then a changed word would have all of them made, and
paid for, again, and none could be made alone.
"""

from __future__ import annotations

import itertools
import os
import re
import weakref
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from narrator.engine import Capabilities, Speech, Voice
from narrator.engines import remote
from narrator.engines.fish_text import RULES, write_text
from narrator.engines.patience import TryAgainError
from narrator.engines.recordings import Recording, list_names, read_recordings
from narrator.errors import EngineError, SpeechError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from narrator.fishapi import (
        FishAudio,
        FishAudioError,
        ReferenceAudio,
        ResponseInfo,
        TTSConfig,
    )
    from narrator.fishapi import Voice as OwnVoice

HOSTED = "https://api.fish.audio"
DEFAULT = "default"
"""The voice that is asked for by asking for none: the model chooses one, each time anew."""
RATE = 44_100

_KEY = "FISH_API_KEY"
_PRICES = {"s2.1-pro-free": 0.0}
_PRICE = 15.0
"""US dollars for a million UTF-8 bytes (Fish Audio's page of prices, August 2026)."""
_ID = re.compile(r"[0-9a-f]{32}")
_PAGE = 100


@dataclass(frozen=True, slots=True)
class FishVoice:
    """What a request says of the voice: an id, or recordings to clone, or nothing; or people."""

    reference_id: str | None = None
    recordings: tuple[Recording, ...] = ()
    people: tuple[FishVoice, ...] = ()

    @property
    def name(self) -> str:
        """What tells it from others, for a job's name."""
        if self.people:
            return "+".join(voice.name for voice in self.people)
        return self.reference_id or " ".join(recording.name for recording in self.recordings)


class _UnknownVoiceError(UsageError):
    """Nobody has a voice of that name."""


class FishEngine(remote.RemoteEngine):
    """Speaks with a model of the server; ``folder`` holds recordings of voices to clone."""

    name = "fish"
    hosted = HOSTED
    rate = RATE
    at_once = 5
    """What an account starts with; the answers' heads tell what this one has."""

    def __init__(self, *, model: str, base_url: str, label: str, folder: Path) -> None:
        super().__init__(model=model, base_url=(base_url or HOSTED).rstrip("/"), label=label)
        self._folder = folder
        self._voices: dict[str, FishVoice] = {DEFAULT: FishVoice()}

    def capabilities(self) -> Capabilities:
        """Tell what the engine can do: any language, 44,100 Hz, as many at once as it was told."""
        return self._describe_self(
            price=_PRICES.get(self._model, _PRICE),
            directions=True,
            phonemes="arpabet",
            reads_numbers=True,
        )

    def voices(self) -> tuple[Voice, ...]:
        """List the default, the recorded voices, and where there is a key the account's own."""
        names = (*list_names(self._folder), *self._list_account())
        return (self._describe(DEFAULT, 0), *(self._describe(name, 1) for name in names))

    def find_voice(self, name: str) -> Voice | None:
        """Find a voice by an id, or by the name that it has in the account."""
        try:
            self._find(name)
        except _UnknownVoiceError:
            return None
        return self._describe(name, 1)

    def identity(self, voice: str) -> dict[str, str]:
        """Name what can be heard: server, model, voice, and how the text is sent."""
        return {**self._name_server(), "voice": self._find(voice).name, "rules": RULES}

    def _fetch(self, speech: Speech) -> bytes:
        """Send one request."""
        from narrator.fishapi import FishAudioError, ResponseError

        voice = self._find(speech.voice)
        text = write_text(
            speech.text,
            speech.direction,
            self._model,
            people=len(voice.people),
            phonemes=speech.phonemes,
        )
        config = self._configure(speech, voice)
        try:
            with self._client.tts.stream(text=text, config=config, model=self._model) as sound:
                self._note_answer(speech)
                return remote.collect(sound, self._base_url)
        except FishAudioError as error:
            if isinstance(error, ResponseError):  # an answer, and no sound
                self._note_answer(speech)
            raise _judge(error, text) from error

    def _configure(self, speech: Speech, voice: FishVoice) -> TTSConfig:
        """Ask for the best sound, not the first: Fish's own defaults, not those of its SDK."""
        from narrator.fishapi import Prosody, TTSConfig

        people = voice.people
        recorded = [_make_references(person) for person in people if person.recordings]
        return TTSConfig(
            format="wav",
            sample_rate=RATE,
            latency="normal",
            chunk_length=300,
            normalize=not speech.phonemes,
            reference_id=[it.name for it in people] if people else voice.reference_id,
            references=recorded or _make_references(voice),
            prosody=Prosody(min(2.0, max(0.5, speech.speed))) if speech.speed != 1.0 else None,
        )

    @remote.once
    def _client(self) -> FishAudio:
        from narrator.fishapi import FishAudio, ParameterError

        try:
            client = FishAudio(
                base_url=self._base_url, timeout=remote.SILENCE, on_response=self._learn
            )
        except ParameterError as error:
            raise EngineError(f"The engine 'fish' cannot begin: {error}") from error
        weakref.finalize(self, client.close)
        return client

    def _learn(self, info: ResponseInfo) -> None:
        self._gate.learn(info.concurrency_limit)

    def _describe(self, name: str, rank: int) -> Voice:
        return Voice(self.name, name, "mul", rank=rank)

    def _find(self, name: str) -> FishVoice:
        """Find what to send for a voice, asking the account once for a name that is no id.

        Raises UsageError where nobody knows it.
        """
        if name not in self._voices:
            self._voices[name] = self._look_up(name)
        return self._voices[name]

    def _look_up(self, name: str) -> FishVoice:
        if name in list_names(self._folder):
            return FishVoice(recordings=read_recordings(self._folder / name))
        if _ID.fullmatch(name):
            return FishVoice(name)
        account = self._list_account()
        if name not in account and "+" in name:
            return self._gather(name)
        if name not in account:
            known = ", ".join([DEFAULT, *list_names(self._folder), *account][:20])
            raise _UnknownVoiceError(
                f"The engine 'fish' has no voice {name!r}. It knows {known}, and any voice's id."
            )
        return FishVoice(account[name])

    def _gather(self, names: str) -> FishVoice:
        """Gather the people of a dialogue. Raises UsageError where the model cannot have one."""
        if self._model == "s1":
            raise UsageError(f"The model 's1' has one voice at a time, and not {names!r}.")
        people = tuple(self._find(name) for name in names.split("+"))
        if len({bool(person.recordings) for person in people}) > 1 or not all(
            person.name for person in people
        ):
            raise UsageError(
                f"{names!r} cannot speak together: all of them must be ids, or all recordings."
            )
        return FishVoice(people=people)

    @cached_property
    def _own_voices(self) -> dict[str, str]:
        from narrator import fishapi

        try:
            voices = list(self._read_pages())
        except fishapi.NotFoundError:
            return {name: name for name in self._list_references()}
        except fishapi.FishAudioError as error:
            raise EngineError(f"The engine 'fish' cannot list its voices: {error}") from error
        return {voice.title: voice.id for voice in reversed(voices)}

    def _read_pages(self) -> Iterator[OwnVoice]:
        """Read the account's voices, page by page."""
        for number in itertools.count(1):
            page = self._client.voices.list(self_only=True, page_size=_PAGE, page_number=number)
            yield from page.items
            if number * _PAGE >= page.total or not page.items:
                return

    def _list_references(self) -> list[str]:
        """List the voices of a fish-speech server, which has them at another place than the API.

        It is not left out: asked to speak as somebody it does not know, it takes any voice.
        """
        import httpx2

        key = os.environ.get(_KEY, "")
        headers = {
            "accept": "application/json",
            **({"authorization": f"Bearer {key}"} if key else {}),
        }
        try:
            answer = httpx2.get(f"{self._base_url}/v1/references/list", headers=headers)
            return [str(name) for name in answer.json()["reference_ids"]]
        except (httpx2.HTTPError, ValueError, KeyError, TypeError):
            return []

    def _list_account(self) -> dict[str, str]:
        """List the account's voices, title → id; none without a key, so that a plan needs none."""
        if self._is_hosted and not os.environ.get(_KEY):
            return {}
        return self._own_voices


def _make_references(voice: FishVoice) -> list[ReferenceAudio]:
    from narrator.fishapi import ReferenceAudio

    return [ReferenceAudio(it.audio, it.text) for it in voice.recordings]


def _judge(error: FishAudioError, text: str) -> EngineError | TryAgainError:
    """Tell what may pass the next time, what no text can pass, and what is this one's fault."""
    from narrator import fishapi

    said = f"Fish did not speak {text[:60]!r}: {error}"
    hopeless = f"The engine 'fish' cannot work: {error}"
    match error:
        case fishapi.RateLimitError():
            return remote.BusyError(SpeechError(said), asked=error.retry_after)
        case fishapi.ServerError():
            return TryAgainError(SpeechError(said), asked=error.info.retry_after)
        case fishapi.TransportError():
            return remote.judge_break(error.__cause__, fails=said, hopeless=hopeless)
        case fishapi.ResponseError():
            return remote.UnsoundError(said)
        case (
            fishapi.AuthenticationError()
            | fishapi.PaymentRequiredError()
            | fishapi.PermissionError()
        ):
            return EngineError(hopeless)
    return SpeechError(said + _advise(error))


def _advise(error: FishAudioError) -> str:
    """Say what to type where the server does not know a voice."""
    from narrator.fishapi import BadRequestError

    if isinstance(error, BadRequestError) and "reference" in error.message.lower():
        return " Type narrator voices --engine fish to see which it has."
    return ""
