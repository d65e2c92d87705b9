"""Servers on loopback, and every test of the client for both of its kinds."""

import pytest
from fishapi.wires import Awaited, Blocking, serve_http, serve_live


@pytest.fixture(autouse=True)
def _no_key_of_the_user(monkeypatch):
    """Keep the user's own key and address out of every test."""
    for name in ("FISH_API_KEY", "FISH_API_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=[Blocking, Awaited])
def twin(request):
    """Give a handle on one of the two clients."""
    return request.param()


@pytest.fixture
def wire():
    """Give an HTTP server that keeps what it is sent."""
    with serve_http() as wire:
        yield wire


@pytest.fixture
def live():
    """Give a WebSocket server that keeps what it is sent."""
    with serve_live() as wire:
        yield wire
