"""The engine tone."""

import pytest
from engines.contract import EngineContract

from narrator.engines.tone import ToneEngine


@pytest.fixture
def engine():
    """Give the engine."""
    return ToneEngine()


again = engine


class TestTone(EngineContract):
    """The contract."""
