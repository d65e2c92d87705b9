"""The engine that speaks through ``POST /v1/audio/speech``, as OpenAI and local servers have.

The protocol tells neither a voice's language nor the price of a text, and knows no directions.
"""

from __future__ import annotations

import weakref
from functools import cached_property
from typing import TYPE_CHECKING, Any

from narrator.engine import Capabilities, Speech, Voice
from narrator.engines import remote
from narrator.engines.endpoint import check_address, quote_refusal, read_key
from narrator.engines.literal import write_literal
from narrator.engines.patience import TryAgainError
from narrator.errors import EngineError, SpeechError, UsageError

if TYPE_CHECKING:
    import httpx2

HOSTED = "https://api.openai.com"
KEY = "OPENAI_API_KEY"
RATE = 24_000

_HOSTED_VOICES = ("alloy", "ash", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer")
_PRICES = {"tts-1": 15.0, "tts-1-hd": 30.0}
"""US dollars for a million characters, of OpenAI's own service."""
_DEAREST = max(_PRICES.values())
"""What a model is taken to cost whose price is not known here."""


class OpenAICompatibleEngine(remote.RemoteEngine):
    """Speaks with a model of a server; the key, where it wants one, is in ``OPENAI_API_KEY``."""

    name = "openai_compatible"
    hosted = HOSTED
    rate = RATE
    at_once = 4

    def __init__(self, *, model: str, base_url: str, label: str) -> None:
        address = check_address(base_url or HOSTED, name="The base URL", key=KEY, like=HOSTED)
        super().__init__(model=model, base_url=address, label=label)
        self._lost: dict[str, str] = {}
        """What the server said of voices that it did not find before it had spoken at all."""

    def capabilities(self) -> Capabilities:
        """Tell what the engine can do: any language, 24,000 Hz, four requests at once or more."""
        return self._describe_self(price=_PRICES.get(self._model, _DEAREST), directions=False)

    def voices(self) -> tuple[Voice, ...]:
        """List the voices where the server does, or where it is OpenAI's own."""
        return tuple(Voice(self.name, name, "mul") for name in self._names)

    def find_voice(self, name: str) -> Voice | None:
        """Take a name on trust where the server lists none."""
        return None if self._lists_voices else Voice(self.name, name, "mul")

    def identity(self, voice: str) -> dict[str, str]:
        """Name what can be heard: server, model and voice."""
        if self._lists_voices and voice not in self._names:
            known = ", ".join(self._names[:20])
            raise UsageError(f"The engine {self.name!r} has no voice {voice!r}. It has: {known}.")
        return {**self._name_server(), "voice": voice}

    def _fetch(self, speech: Speech) -> bytes:
        """Send one request, unless its voice was not found before."""
        import httpx2

        if speech.voice in self._lost and not self._has_answered:
            raise SpeechError(self._lost[speech.voice])

        body = {
            "model": self._model,
            "input": write_literal(speech.text),
            "voice": speech.voice,
            "response_format": "wav",
            "speed": min(4.0, max(0.25, speech.speed)),
        }
        try:
            with self._client.stream("POST", "/v1/audio/speech", json=body) as response:
                self._check(response, speech)
                return remote.collect(response.iter_bytes(), self._base_url)
        except httpx2.HTTPError as error:
            told = str(error) or type(error).__name__
            raise remote.judge_break(
                error,
                fails=f"{self._base_url} did not speak {speech.text[:60]!r}: {told}.",
                hopeless=f"{self._base_url} cannot be reached: {told}.",
            ) from error

    def _check(self, response: httpx2.Response, speech: Speech) -> None:
        """Look at an answer's head: learn from it, and raise what a refusal stands for."""
        from narrator.fishapi import ResponseInfo

        status = response.status_code
        head = ResponseInfo(status, dict(response.headers))
        self._gate.learn(head.concurrency_limit)
        if status == 200:
            self._note_answer(speech)
            return
        response.read()
        told = f"{self._base_url} answered {status}: {quote_refusal(response.text, read_key(KEY))}."
        said = f"{told} It was asked for {speech.text[:60]!r}."
        if status == 429:
            raise remote.BusyError(SpeechError(said), asked=head.retry_after)
        if status >= 500:
            raise TryAgainError(SpeechError(said), asked=head.retry_after)
        if status == 404 and not self._has_answered:
            raise self._give_up(speech.voice, told)
        if status in {401, 402, 403}:
            raise EngineError(f"{told} Check the key in {KEY}, and the address.")
        raise SpeechError(said)

    def _give_up(self, voice: str, told: str) -> EngineError:
        """Judge what is not found before the server has spoken at all.

        A voice that the server lists is there, so the address or the model is not: no text can
        pass. Else it may be the voice, which is not asked for again.
        """
        said = f"{told} Check the address, the model {self._model!r} and the voice {voice!r}."
        if self._lists_voices:
            return EngineError(said)
        self._lost[voice] = said
        return SpeechError(said)

    @property
    def _lists_voices(self) -> bool:
        return bool(self._listed)

    @property
    def _names(self) -> tuple[str, ...]:
        return self._listed or ("default",)

    @cached_property
    def _listed(self) -> tuple[str, ...]:
        """Ask the server for its voices, which many list although the protocol does not."""
        import httpx2

        if self._is_hosted:
            return _HOSTED_VOICES
        try:
            response = self._client.get("/v1/audio/voices")
        except httpx2.HTTPError as error:
            raise EngineError(f"{self._base_url} cannot be reached: {error}.") from error
        try:
            return tuple(_read_name(entry) for entry in response.json()["voices"])
        except (ValueError, KeyError, TypeError, AttributeError):
            return ()

    @remote.once
    def _client(self) -> httpx2.Client:
        import httpx2

        key = read_key(KEY)
        headers = {"authorization": f"Bearer {key}"} if key else {}
        client = httpx2.Client(base_url=self._base_url, headers=headers, timeout=remote.SILENCE)
        weakref.finalize(self, client.close)
        return client


def _read_name(entry: Any) -> str:  # noqa: ANN401  what a stranger's server sends
    """Read a voice's name: a text, or an object with an id or a name."""
    if isinstance(entry, str):
        return entry
    return str(entry.get("id") or entry["name"])
