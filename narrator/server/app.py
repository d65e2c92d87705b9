"""The application: routes from the rows of endpoints, behind the guard and the gate."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route, WebSocketRoute

from narrator.server import account, hearing, pages, speech, voices
from narrator.server.gate import Gate
from narrator.server.guard import Guard
from narrator.server.live import live
from narrator.server.reference import describe_server
from narrator.server.refusals import HANDLERS
from narrator.server.studio.routes import make_routes
from narrator.web_page import POLICY

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from narrator.server.endpoints import Service

ENDPOINTS = (
    *speech.ENDPOINTS,
    *voices.ENDPOINTS,
    *hearing.ENDPOINTS,
    *account.ENDPOINTS,
)


def make_app(service: Service, key: str | None = None) -> Starlette:
    """Make the application. Without a key it serves programs of this machine only."""
    return Starlette(
        routes=[
            *(
                Route(row.path, partial(row.handle, service), methods=[row.method])
                for row in ENDPOINTS
            ),
            WebSocketRoute("/v1/tts/live", partial(live, service)),
            *_make_pages(service.synthesis.engine.name),
            *(make_routes(service, service.studio) if service.studio else []),
        ],
        middleware=[Middleware(Guard, key=key), Middleware(Gate, limits=service.limits)],
        exception_handlers=HANDLERS,
    )


def _make_pages(engine: str) -> list[Route]:
    described = describe_server(ENDPOINTS, engine)
    reference = pages.render_reference(described)

    async def show_reference(_: Request) -> Response:
        return HTMLResponse(reference, headers={"content-security-policy": POLICY})

    async def show_openapi(_: Request) -> Response:
        return JSONResponse(described)

    return [
        Route("/docs", show_reference),
        Route("/openapi.json", show_openapi),
    ]
