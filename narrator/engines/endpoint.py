"""Where a server of OpenAI's protocol is, the key to it, and what it says when it refuses."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

from narrator.errors import EngineError, UsageError


def check_address(url: str, *, name: str, key: str, like: str) -> str:
    """Return what is a server's address, without the slash and the ``/v1`` at its end.

    Else raise UsageError: ``name`` says what it is called, ``like`` what one looks like. One with a
    secret in it is refused unshown; that belongs into the variable ``key``.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if "@" in url:
        raise UsageError(f"{name} must not hold a name or a key: that goes into {key}.")
    if not usable:
        raise UsageError(f"{name} {url!r} is not an address like {like}.")
    return url.rstrip("/").removesuffix("/v1")


def read_key(name: str) -> str:
    """Read a key from a variable of the environment, "" where there is none.

    Raises EngineError where no key can be what it holds.
    """
    key = os.environ.get(name, "").strip()
    if not re.fullmatch("[!-~]*", key):
        raise EngineError(f"{name} holds a blank or a letter that no key has. Set it again.")
    return key


def quote_refusal(text: str, key: str) -> str:
    """Quote the beginning of what a server said, in one line and without the key."""
    said = text.replace(key, "…") if key else text
    return repr(" ".join(said[:200].split()))
