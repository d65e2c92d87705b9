"""Convolutions in the frequency domain, held against ONNX Runtime's own."""

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper

from narrator.engines.onnx_graph import Constants, Nodes
from narrator.engines.runtime import open_graph
from narrator.engines.spectral import Convolution, make_transform, write_spectral

RNG = np.random.default_rng(10)
CHANNELS = 3


def make_convolution(taps, dilation):
    """Make a convolution of random numbers from three channels to four."""
    weight = RNG.standard_normal((4, CHANNELS, taps)).astype(np.float32)
    return Convolution("x", weight, RNG.standard_normal(4).astype(np.float32), dilation)


def open_nodes(nodes, constants, path):
    """Write nodes that make ``y`` of ``x`` into a graph, and load it."""
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in "xy")
    graph = helper.make_graph(nodes, "small", [x], [y], constants.tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    onnx.save(model, path)
    return open_graph(path)


def open_direct(convolution, path):
    """Load the convolution as one node."""
    nodes = Nodes("y", Constants())
    weight = nodes.constants.add("weight", convolution.weight)
    bias = nodes.constants.add("bias", convolution.bias)
    reach = convolution.reach * convolution.dilation
    spread = {"dilations": [convolution.dilation], "pads": [reach, reach]}
    return open_nodes(nodes.end("Conv", "x", weight, bias, **spread), nodes.constants, path)


def open_spectral(convolution, path, **sizes):
    """Load the convolution in the frequency domain."""
    nodes = Nodes("y", Constants())
    return open_nodes(write_spectral(nodes, convolution, **sizes), nodes.constants, path)


@pytest.mark.parametrize("chunk", [100, 5000])
@pytest.mark.parametrize(
    ("taps", "dilation", "tile"), [(11, 1, 32), (11, 5, 24), (7, 3, 32), (3, 1, 8)]
)
def test_same_numbers(taps, dilation, tile, chunk, tmp_path):
    """Sounds of any length come out as they do of a convolution, to rounding."""
    convolution = make_convolution(taps, dilation)
    direct = open_direct(convolution, tmp_path / "direct.onnx")
    spectral = open_spectral(convolution, tmp_path / "spectral.onnx", tile=tile, chunk=chunk)

    @settings(max_examples=25, deadline=None)
    @given(st.integers(1, 700))
    def compare(length):
        x = {"x": RNG.standard_normal((1, CHANNELS, length)).astype(np.float32)}
        np.testing.assert_allclose(spectral.run(None, x)[0], direct.run(None, x)[0], atol=2e-4)

    compare()


@given(st.sampled_from([(8, 3), (24, 7), (24, 11), (32, 11)]))
def test_transform(sizes):
    """A tile's new samples are the products of its rows and the kernel's, put together."""
    transform = make_transform(*sizes)
    sound, kernel = RNG.standard_normal(sizes[0]), RNG.standard_normal(sizes[1])
    products = (transform.analysis @ sound) * (transform.kernel @ kernel)
    wanted = np.correlate(sound, kernel, mode="valid")
    np.testing.assert_allclose(transform.synthesis @ products, wanted, atol=1e-9)
    assert transform.rows == 3 * sizes[0] // 2 - 1
    assert transform.fresh == wanted.size
