"""The account, which costs nothing here, and whether the server is well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from narrator.server.endpoints import Endpoint, Service
from narrator.server.voices import AUTHOR

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_SINCE = "2026-01-01T00:00:00Z"
_UNTIL = "2099-12-31T00:00:00Z"
_PLENTY = 1_000_000
"""Programs look whether there is credit before they begin. Nothing is ever taken off it."""


async def get_credit(_: Service, __: Request) -> Response:
    """Tell the credit, which never gets less."""
    return JSONResponse(
        {
            "_id": AUTHOR,
            "user_id": AUTHOR,
            "credit": str(_PLENTY),
            "cumulative_top_up": "0",
            "created_at": _SINCE,
            "updated_at": _SINCE,
            "has_phone_sha256": False,
            "has_free_credit": True,
        }
    )


async def get_package(_: Service, __: Request) -> Response:
    """Tell the package, of which nothing is ever used up."""
    return JSONResponse(
        {
            "_id": AUTHOR,
            "user_id": AUTHOR,
            "type": "local",
            "total": _PLENTY,
            "balance": _PLENTY,
            "created_at": _SINCE,
            "updated_at": _SINCE,
            "finished_at": _UNTIL,
        }
    )


async def get_health(_: Service, __: Request) -> Response:
    """Tell that the server is up: it listens only when its voices are loaded."""
    return JSONResponse({"status": "ok"})


ENDPOINTS = (
    Endpoint("GET", "/wallet/{user}/api-credit", get_credit, "The credit: plenty, for ever."),
    Endpoint("GET", "/wallet/{user}/package", get_package, "The package: plenty, for ever."),
    Endpoint("GET", "/v1/health", get_health, "Whether the server is up and its voices loaded."),
)
