"""One Kokoro graph, loaded: what it is fed. The graphs are made here and echo their input."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from narrator.engines.kokoro_session import KokoroSession
from narrator.errors import EngineError

STYLES = np.arange(510 * 256, dtype=np.float32).reshape(510, 1, 256)


def write_echo(path, tokens="tokens", speed=TensorProto.FLOAT):
    """Write a graph whose sound is its tokens, its style and its speed, one after the other."""
    inputs = [
        helper.make_tensor_value_info(tokens, TensorProto.INT64, [1, None]),
        helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, 256]),
        helper.make_tensor_value_info("speed", speed, [1]),
    ]
    nodes = [
        helper.make_node("Cast", [tokens], ["a"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["speed"], ["b"], to=TensorProto.FLOAT),
        helper.make_node("Flatten", ["b"], ["c"], axis=0),
        helper.make_node("Concat", ["a", "style", "c"], ["sound"], axis=1),
    ]
    sound = helper.make_tensor_value_info("sound", TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "echo", inputs, [sound])
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8), path
    )
    return path


def test_fed(tmp_path):
    """Tokens are framed by zeros, and the style is the one for so many tokens."""
    session = KokoroSession(write_echo(tmp_path / "echo.onnx"))
    sound = session.speak([5, 6, 7], STYLES, 1.25).tolist()
    assert sound[:5] == [0, 5, 6, 7, 0]
    assert sound[5:7] == STYLES[2, 0, :2].tolist()
    assert sound[-1] == 1.25


def test_later_export(tmp_path):
    """Graphs that name their tokens otherwise, and take whole speeds, are fed as they want it."""
    path = write_echo(tmp_path / "echo.onnx", "input_ids", TensorProto.INT32)
    sound = KokoroSession(path).speak([5] * 510, STYLES, 1.25).tolist()
    assert sound[512] == STYLES[509, 0, 0]
    assert sound[-1] == 1


def test_other_graph(tmp_path):
    """A graph with other inputs, or no graph at all, is an error that names the file."""
    with pytest.raises(EngineError, match=r"echo\.onnx is no Kokoro graph"):
        KokoroSession(write_echo(tmp_path / "echo.onnx", "words"))
    (tmp_path / "none.onnx").write_text("none")
    with pytest.raises(EngineError, match=r"none\.onnx cannot be loaded"):
        KokoroSession(tmp_path / "none.onnx")
