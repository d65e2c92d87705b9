"""Folding quantised graphs back to float32, on small graphs made here."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from narrator.engines.kokoro_graph import fold_model
from narrator.engines.runtime import open_graph
from narrator.errors import EngineError

RNG = np.random.default_rng(5)
SOUND = np.array([[[0, 255, *range(1, 31)]] * 2], np.float32)
"""Whole numbers from 0 to 255: quantising them loses nothing, so both graphs must agree."""


def make_model(nodes, constants, outputs):
    """Make a model whose input is ``x``."""
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, None)
    made = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
    held = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "small", [given], made, held)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


def quantise():
    """Make the node that quantises ``x``."""
    return helper.make_node("DynamicQuantizeLinear", ["x"], ["xq", "xs", "xz"])


def chain(kind, name, *, bias=False, **attributes):
    """Make the nodes from ``xq`` and the weight ``w`` to the output of that name."""
    product, summed = f"{name}/product", f"{name}/summed" if bias else f"{name}/product"
    nodes = [
        helper.make_node(kind, ["xq", "w", "xz", "wz"], [product], **attributes),
        helper.make_node("Mul", ["xs", "ws"], [f"{name}/scale"]),
        helper.make_node("Cast", [summed], [f"{name}/float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{name}/float", f"{name}/scale"], [name]),
    ]
    if bias:
        nodes[2:2] = [
            helper.make_node("Div", ["b", f"{name}/scale"], ["bd"]),
            helper.make_node("Floor", ["bd"], ["bf"]),
            helper.make_node("Cast", ["bf"], ["bi"], to=TensorProto.INT32),
            helper.make_node("Reshape", ["bi", "shape"], ["br"]),
            helper.make_node("Add", [product, "br"], [summed]),
        ]
    return nodes


def run(model, folder, sound):
    """Give what a model makes of a sound."""
    onnx.save(model, folder / "small.onnx")
    return open_graph(folder / "small.onnx").run(None, {"x": sound})


def count(model, kind):
    """Count the nodes of a kind."""
    return sum(node.op_type == kind for node in model.graph.node)


def test_convolution(tmp_path):
    """A folded convolution with a bias and its attributes gives the same numbers."""
    constants = {
        "w": RNG.integers(0, 255, (3, 2, 5), np.uint8),
        "wz": np.array(120, np.uint8),
        "ws": np.array(0.5, np.float32),
        "b": np.array([1.5, -3.0, 40.0], np.float32),
        "shape": np.array([1, -1, 1], np.int64),
    }
    nodes = [quantise(), *chain("ConvInteger", "y", bias=True, dilations=[2], pads=[4, 4])]
    model = make_model(nodes, constants, ["y"])
    (before,) = run(model, tmp_path, SOUND)
    assert fold_model(model) == 1
    assert count(model, "Conv") == len(model.graph.node) == 1
    np.testing.assert_allclose(run(model, tmp_path, SOUND)[0], before, rtol=1e-6)


def test_matrices(tmp_path):
    """Folded products with a scale for each column agree, and their one weight stays one."""
    constants = {
        "w": RNG.integers(-128, 127, (32, 4), np.int8),
        "wz": np.array([0, 3, -7, 11], np.int8),
        "ws": np.array([0.5, 0.25, 2.0, 1.0], np.float32),
    }
    nodes = [quantise(), *chain("MatMulInteger", "y"), *chain("MatMulInteger", "z")]
    model = make_model(nodes, constants, ["y", "z"])
    before = run(model, tmp_path, SOUND)
    assert fold_model(model) == 2
    assert count(model, "MatMul") == 2
    assert len(model.graph.initializer) == 1
    np.testing.assert_allclose(run(model, tmp_path, SOUND), before, rtol=1e-6)


def test_odd_chain():
    """A chain of another form is an error that says what to set, not a wrong graph."""
    constants = {"w": np.zeros((32, 4), np.int8), "wz": np.int8(0), "ws": np.float32(1)}
    nodes = [quantise(), *chain("MatMulInteger", "y")]
    nodes[-1] = helper.make_node("Sub", ["y/float", "y/scale"], ["y"])
    constants = {name: np.asarray(value) for name, value in constants.items()}
    with pytest.raises(EngineError, match="NARRATOR_KOKORO_GRAPH=int8"):
        fold_model(make_model(nodes, constants, ["y"]))
