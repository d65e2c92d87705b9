"""The engine piper."""

import dataclasses

import numpy as np
import onnx
import pytest
from conftest import MODELS
from engines.contract import EngineContract
from listening import count_wrong, hear_clip, to_words
from onnx import TensorProto, helper

from narrator.engine import Speech
from narrator.engines.models import find_model
from narrator.engines.piper import PiperEngine
from narrator.engines.piper_graph import seed_model
from narrator.engines.runtime import open_graph
from narrator.errors import ModelMissingError


def make_engine():
    """Make the engine with the fetched model; skip where it is not at hand."""
    pytest.importorskip("piper", reason='needs piper-tts: pip install "narrator[piper]"')
    try:
        find_model("piper-joe", MODELS)
    except ModelMissingError as error:
        pytest.skip(str(error))
    return PiperEngine(MODELS)


@pytest.fixture(scope="module")
def engine():
    """Give the engine."""
    return make_engine()


@pytest.fixture(scope="module")
def again():
    """Give another one."""
    return make_engine()


class TestPiper(EngineContract):
    """The contract, and what is piper's own."""

    def test_words(self, engine):
        """Whisper hears the words that were said."""
        text = "The captain had read the letter twice before the doctor came."
        clip = engine.speak(Speech(text, "joe", "en", seed=7))
        assert count_wrong(to_words(text), hear_clip(clip)) == 0

    def test_seed(self, engine, speech):
        """Another seed gives another reading of the same words."""
        other = engine.speak(dataclasses.replace(speech, seed=8))
        assert not np.array_equal(other.samples, engine.speak(speech).samples)

    def test_brackets(self, engine, speech):
        """Double brackets are read as text, not as phonemes."""
        clip = engine.speak(dataclasses.replace(speech, text="[[The lamp in the hall]]"))
        plain = engine.speak(dataclasses.replace(speech, text="The lamp in the hall"))
        assert clip.seconds == pytest.approx(plain.seconds, rel=0.4)


def test_missing_model(tmp_path):
    """Without its model the engine says what to type."""
    with pytest.raises(ModelMissingError, match="Type: narrator engines --fetch piper-joe"):
        PiperEngine(tmp_path).identity("joe")


def test_seeded_graph(tmp_path):
    """A random node takes its numbers from the input, in the shape of its own, again and again."""
    floats = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [2, None]) for name in "xy"]
    node = helper.make_node("RandomNormalLike", ["x"], ["y"])
    graph = helper.make_graph([node], "noise", floats[:1], floats[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    assert seed_model(model) == 1
    onnx.save(model, tmp_path / "noise.onnx")
    fed = {"x": np.zeros((2, 3), np.float32), "noise_0": np.array([1, 2, 3, 4], np.float32)}
    assert open_graph(tmp_path / "noise.onnx").run(None, fed)[0].tolist() == [[1, 2, 3], [4, 1, 2]]
