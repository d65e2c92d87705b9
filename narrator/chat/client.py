"""Ask a chat model through ``POST /v1/chat/completions``, as OpenAI and local servers have it."""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING

from narrator.engines.endpoint import check_address, quote_refusal, read_key
from narrator.engines.patience import TryAgainError, ask
from narrator.engines.remote import SILENCE, BusyError, UnsoundError, collect, judge_break
from narrator.errors import EngineError, SpeechError, UsageError
from narrator.fishapi import ResponseInfo

if TYPE_CHECKING:
    import httpx2

KEY = "NARRATOR_CHAT_KEY"
PATH = "/v1/chat/completions"


class ChatClient:
    """Asks one model of one server; the key, where it wants one, is in ``NARRATOR_CHAT_KEY``.

    Raises UsageError where the address is none.
    """

    def __init__(self, url: str, model: str, *, silence: float = SILENCE) -> None:
        self._base = _find_base(url)
        self._model = model
        self._silence = silence
        self._key = ""

    def ask(self, task: str, text: str) -> str:
        """Give the model's answer; what may pass is tried again.

        Raises SpeechError where this text has none, EngineError where no text will.
        """
        self._key = read_key(KEY)
        never = threading.Event()
        return ask(lambda: self._try(task, text), rest=time.sleep, stopped=never)

    def _try(self, task: str, text: str) -> str:
        import httpx2

        messages = [{"role": "system", "content": task}, {"role": "user", "content": text}]
        body = {"model": self._model, "messages": messages, "temperature": 0}
        headers = {"authorization": f"Bearer {self._key}"} if self._key else {}
        try:
            with httpx2.stream(
                "POST", self._base + PATH, json=body, headers=headers, timeout=self._silence
            ) as response:
                self._check(response)
                return self._read(collect(response.iter_bytes(), self._base))
        except httpx2.HTTPError as error:
            told = str(error) or type(error).__name__
            raise judge_break(
                error,
                fails=f"The chat endpoint {self._base} did not answer: {told}.",
                hopeless=f"The chat endpoint {self._base} cannot be reached: {told}.",
            ) from error

    def _check(self, response: httpx2.Response) -> None:
        """Raise what a refusal stands for."""
        status = response.status_code
        if status == 200:
            return
        response.read()
        told = f"The chat endpoint {self._base} answered {status}: "
        told += f"{quote_refusal(response.text, self._key)}."
        asked = ResponseInfo(status, dict(response.headers)).retry_after
        if status == 429:
            raise BusyError(SpeechError(told), asked=asked)
        if status >= 500:
            raise TryAgainError(SpeechError(told), asked=asked)
        if status in {401, 402, 403}:
            raise EngineError(f"{told} Check the key in {KEY}, and the address.")
        if status == 404 or status < 400:
            raise EngineError(f"{told} Check the address and the model {self._model!r}.")
        raise SpeechError(told)

    def _read(self, answer: bytes) -> str:
        try:
            content = json.loads(answer)["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
            raise UnsoundError(f"The chat endpoint {self._base} sent what is no answer.") from error
        return content if isinstance(content, str) else ""


def _find_base(url: str) -> str:
    """Return the address without the protocol's own path."""
    bare = url.rstrip("/").removesuffix(PATH)
    if "?" in url:
        raise UsageError("NARRATOR_CHAT_URL must not hold a question mark. Leave it out.")
    return check_address(bare, name="NARRATOR_CHAT_URL", key=KEY, like="http://127.0.0.1:8080/v1")
