"""Where the server is and what opens it: the only place that holds the key."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx2

from narrator.fishapi.errors import ParameterError
from narrator.fishapi.info import ResponseInfo

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

DEFAULT_BASE_URL = "https://api.fish.audio"
DEFAULT_TIMEOUT = 240.0
USER_AGENT = "narrator-fishapi"

Listener = Callable[[ResponseInfo], None]


@dataclass(frozen=True, slots=True)
class Access:
    """A server's address and the key, which no ``repr`` shows."""

    base_url: str
    key: str = field(repr=False)
    timeout: float | None = DEFAULT_TIMEOUT
    on_response: Listener | None = field(default=None, repr=False)

    @property
    def host(self) -> str:
        """The server's name and port."""
        return urlsplit(self.base_url).netloc

    @property
    def headers(self) -> httpx2.Headers:
        """What every request carries, in a mapping that hides the key when it is printed."""
        headers = httpx2.Headers({"user-agent": USER_AGENT})
        if self.key:
            headers["authorization"] = f"Bearer {self.key}"
        return headers

    def make_socket_url(self, path: str) -> str:
        """Give the address of a WebSocket there: http makes ws, and https wss."""
        return "ws" + self.base_url.removeprefix("http") + path

    def redact(self, text: str) -> str:
        """Take the key out of a text that came from elsewhere; short keys are no secrets."""
        return text.replace(self.key, "[key]") if len(self.key) >= 8 else text

    def tell(self, info: ResponseInfo) -> None:
        """Tell the listener, where there is one, of an answer's head."""
        if self.on_response is not None:
            self.on_response(info)


@cache
def make_tls() -> ssl.SSLContext:
    """Give the system's trust, read once: all connections of a process share it."""
    return httpx2.create_ssl_context()


def make_access(
    api_key: str | None,
    base_url: str | None,
    timeout: float | None,
    on_response: Listener | None,
    environment: Mapping[str, str] = os.environ,
) -> Access:
    """Settle address and key from what was given and the environment. Raises ParameterError."""
    url = _check_url(base_url or environment.get("FISH_API_BASE_URL") or DEFAULT_BASE_URL)
    key = (api_key if api_key is not None else environment.get("FISH_API_KEY", "")).strip()
    if not key and url == DEFAULT_BASE_URL:
        raise ParameterError("An API key is needed: give api_key, or set FISH_API_KEY.")
    if not re.fullmatch("[!-~]*", key):
        raise ParameterError("The API key holds a blank or a letter that no key has.")
    return Access(url, key, timeout, on_response)


def _check_url(url: str) -> str:
    if "@" in url:  # before anything shows the address: what stands there is a secret
        raise ParameterError("The base URL must not hold a name; the key is given as api_key.")
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment:
        raise ParameterError(f"The base URL {url!r} is not an address like {DEFAULT_BASE_URL}.")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
