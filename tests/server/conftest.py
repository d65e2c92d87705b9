"""Real servers on loopback."""

import threading
from dataclasses import replace

import pytest
from odd_engine import OddEngine
from served import WaitingEngine, running

from narrator.engines.tone import ToneEngine


@pytest.fixture(scope="session")
def server():
    """A server as `narrator serve --engine tone` runs it."""
    with running(ToneEngine()) as running_server:
        yield running_server


@pytest.fixture(scope="session")
def locked():
    """A server that wants a key."""
    with running(OddEngine(workers="threads"), key="correct horse") as running_server:
        yield running_server


@pytest.fixture
def waiting():
    """An engine that waits before a second sentence, and is let go at the end of the test."""
    engine = replace(WaitingEngine(), begun=threading.Event(), go_on=threading.Event())
    yield engine
    engine.go_on.set()
