"""Kokoro's graph in another form: the same sound, and an error where the graph is another."""

import numpy as np
import onnx
import pytest
from conftest import MODELS
from onnx import TensorProto, helper, numpy_helper

from narrator.engines.kokoro_files import find_graph
from narrator.engines.kokoro_phonemes import tokenize
from narrator.engines.kokoro_session import KokoroSession
from narrator.engines.kokoro_spectral import make_spectral, write_spectral_graph
from narrator.engines.kokoro_styles import StyleFolder
from narrator.engines.runtime import open_graph
from narrator.errors import EngineError, ModelMissingError

RNG = np.random.default_rng(11)
LINES = ("hˈI.", "ðə kwˈɪk bɹˈWn fˈɑks ʤˈʌmps ˌOvəɹ ðə lˈAzi dˈɔɡ.")


def make_model(taps, *, square="Pow"):
    """Make a model of one chain: normalised, scaled, through Snake and a convolution."""
    chain = [
        ("ReduceMean", ["x", "last"], "mean"),
        ("Sub", ["x", "mean"], "centred"),
        ("Mul", ["centred", "centred"], "squared"),
        ("ReduceMean", ["squared", "last"], "variance"),
        ("Add", ["variance", "epsilon"], "spread"),
        ("Sqrt", ["spread"], "deviation"),
        ("Div", ["centred", "deviation"], "normal"),
        ("Mul", ["scale", "normal"], "scaled"),
        ("Add", ["scaled", "shift"], "shifted"),
        ("Mul", ["alpha", "shifted"], "turned"),
        ("Sin", ["turned"], "sine"),
        (square, ["sine", "two"], "power"),
        ("Mul", ["part", "power"], "wave"),
        ("Add", ["shifted", "wave"], "snake"),
    ]
    nodes = [helper.make_node(kind, inputs, [output]) for kind, inputs, output in chain]
    spread = {"dilations": [3], "pads": [taps // 2 * 3] * 2, "strides": [1], "group": 1}
    nodes.append(helper.make_node("Conv", ["snake", "weight", "bias"], ["y"], **spread))
    alpha = RNG.uniform(0.5, 2, (1, 4, 1))
    held = {
        "epsilon": 1e-5,
        "scale": RNG.uniform(1, 2, (1, 4, 1)),
        "shift": RNG.uniform(-1, 1, (1, 4, 1)),
        "alpha": alpha,
        "part": 1 / alpha,
        "two": 2.0,
        "weight": RNG.standard_normal((4, 4, taps)),
        "bias": RNG.standard_normal(4),
    }
    constants = [numpy_helper.from_array(np.float32(value), name) for name, value in held.items()]
    constants.append(numpy_helper.from_array(np.array([-1]), "last"))
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in "xy")
    graph = helper.make_graph(nodes, "small", [x], [y], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


@pytest.mark.parametrize(("taps", "long"), [(3, 0), (7, 1)])
def test_chain(taps, long, tmp_path):
    """A chain gives the same numbers with a short kernel and a long one; weights lie beside."""
    x = {"x": RNG.standard_normal((1, 4, 100)).astype(np.float32)}
    model = make_model(taps)
    onnx.save(model, tmp_path / "folded.onnx")
    wanted = open_graph(tmp_path / "folded.onnx").run(None, x)[0]
    write_spectral_graph(
        tmp_path / "folded.onnx", tmp_path / "new.onnx", tmp_path / "w.bin", name="w.bin"
    )
    np.testing.assert_allclose(open_graph(tmp_path / "new.onnx").run(None, x)[0], wanted, atol=1e-4)
    assert make_spectral(model) == (1, long)
    assert sum(node.op_type == "Pow" for node in model.graph.node) == 0


def test_odd_chain():
    """A chain of another form is an error that says what to set, not a wrong graph."""
    with pytest.raises(EngineError, match="NARRATOR_KOKORO_GRAPH=float32"):
        make_spectral(make_model(7, square="Mul"))


@pytest.mark.parametrize("voice", ["af_heart", "am_michael"])
def test_same_sound(voice):
    """What differs from the sound of the float32 graph lies more than 60 dB below it."""
    try:
        graphs = [find_graph(MODELS, name).check() for name in ("float32", "spectral")]
    except ModelMissingError as error:
        pytest.skip(str(error))
    plain, spectral = map(KokoroSession, graphs)
    style = StyleFolder(MODELS).read(voice)
    for line in LINES:
        wanted = plain.speak(tokenize(line), style, 1.0).astype(np.float64)
        noise = wanted - spectral.speak(tokenize(line), style, 1.0)
        assert 10 * np.log10(np.sum(wanted**2) / np.sum(noise**2)) > 60
