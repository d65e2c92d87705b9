"""Who may come in: with a key, whoever has it; without one, programs of this machine only.

Without a key a web page that the user happens to look at must not reach the server either. So the
Host header must be a name of this machine, which a name that was pointed at 127.0.0.1 is not (DNS
rebinding), and a request that a page makes, which bears its Origin, must come from our own.
"""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from narrator.server.refusals import refuse

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

OPEN = frozenset({"/", "/docs", "/openapi.json", "/v1/health"})
"""Pages that tell nothing but how to call us."""
OPEN_FILES = "/studio/static/"
"""Where the files of the page lie: it asks for the key itself."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets in or refuses, before anything of a body is read. Without ``key``: this machine only."""

    app: ASGIApp
    key: str | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        refusal = self._judge(scope) if scope["type"] in ("http", "websocket") else None
        await (refusal or self.app)(scope, receive, send)

    def _judge(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if self.key is None:
            return _judge_place(headers) or _judge_maker(headers, scope["path"])
        is_open = scope["path"] in OPEN or scope["path"].startswith(OPEN_FILES)
        if is_open or _has_key(headers, self.key):
            return None
        return refuse(401, "Invalid Token", {"www-authenticate": "Bearer"})


def is_loopback(host: str) -> bool:
    """Tell whether a name or an address, without a port, is this machine by itself."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def _has_key(headers: Headers, key: str) -> bool:
    """Compare what the client bears with the key, in a time that tells nothing of either."""
    kind, _, borne = headers.get("authorization", "").partition(" ")
    same = hmac.compare_digest(borne.strip().encode(), key.encode())
    return same and kind.lower() == "bearer"


def _judge_place(headers: Headers) -> Response | None:
    host = headers.get("host", "")
    if not is_loopback(_name_of(host)):
        return refuse(403, "The Host header must be a name of this machine, such as localhost.")
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        return refuse(403, "Pages of other sites may not call this server.")
    return None


def _judge_maker(headers: Headers, path: str) -> Response | None:
    """Refuse what another site's page loads as a picture or a sound: that bears no Origin."""
    if path.startswith("/studio/") and headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return refuse(403, "Pages of other sites may not call this server.")
    return None


def _name_of(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
