"""What tests of listening back share: a listener, and lines that Piper says."""

import pytest
from conftest import MODELS

from narrator.engine import Speech
from narrator.engines.piper import PiperEngine
from narrator.proof.whisper import Whisper, find_ears


@pytest.fixture(scope="session")
def whisper():
    """Give the packaged listener; skip where it is not at hand."""
    pytest.importorskip("faster_whisper", reason="needs narrator[proof]")
    if not (MODELS / "whisper-tiny" / "model.bin").is_file():
        pytest.skip("needs the model: narrator engines --fetch whisper-tiny")
    return Whisper(find_ears(MODELS), jobs=2)


@pytest.fixture(scope="session")
def speak():
    """Have Piper say a text."""
    pytest.importorskip("piper", reason="needs narrator[piper]")
    if not (MODELS / "piper-joe").is_dir():
        pytest.skip("needs the model: narrator engines --fetch piper-joe")
    engine = PiperEngine(MODELS)
    return lambda text: engine.speak(Speech(text, "joe", "en-US", seed=7))
