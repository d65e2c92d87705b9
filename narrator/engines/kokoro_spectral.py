"""Kokoro's float32 graph in a form that costs less: the same sums, in another order.

Three quarters of the time go into the long convolutions of the vocoder, which are computed in the
frequency domain (``spectral``). Before each stands the same chain: the sound is normalised, gets
a scale and a bias from the style (AdaIN), and goes through Snake, ``x + sin²(αx) / α`` (Ziyin and
others, 2020). Ten passes over the sound become four: one that normalises it into ``w = αx``,
then ``w + sin²(w)``; the division goes into the weights of the convolution.

What comes out differs from the float32 graph by rounding alone. Whoever changes its numbers,
changes ``SPECTRAL_RULES`` in ``kokoro_files``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import onnx
from onnx import external_data_helper

from narrator.engines.onnx_graph import Constants, Nodes, OnnxGraph
from narrator.engines.spectral import Convolution, write_spectral

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_INSTEAD = "Set NARRATOR_KOKORO_GRAPH=float32 to use it as it is."
_LONG = 7
"""Taps from which the other form is the faster one."""
_PIECE = 5000
"""Samples that are worked on at once: more no longer fit the processor's cache."""
_LARGE = 4096
"""Bytes of a page of memory; what is smaller stays in the graph."""


def write_spectral_graph(folded: Path, graph: Path, weights: Path, *, name: str) -> None:
    """Rewrite the float32 graph of a file; its large constants go into a file of their own.

    That one is to lie beside the graph under the ``name``. Worker processes map it, and share the
    memory. Raises EngineError where the graph is not of the form above.
    """
    model = onnx.load(folded)
    make_spectral(model)
    with weights.open("wb") as file:
        for tensor in model.graph.initializer:
            if len(tensor.raw_data) >= _LARGE:
                _move_out(tensor, file, name)
    onnx.save(model, graph)


def _move_out(tensor: onnx.TensorProto, file: BinaryIO, name: str) -> None:
    """Move a constant's numbers to the end of a file, to the beginning of a page of memory."""
    file.seek(-file.tell() % _LARGE, os.SEEK_CUR)
    offset, length = file.tell(), file.write(tensor.raw_data)
    external_data_helper.set_external_data(tensor, name, offset, length)
    tensor.ClearField("raw_data")


def make_spectral(model: onnx.ModelProto) -> tuple[int, int]:
    """Rewrite a model in place; tell how many activations and convolutions are otherwise now."""
    graph = OnnxGraph(model.graph, purpose="made faster", instead=_INSTEAD)
    constants = Constants()
    made: dict[str, list[onnx.NodeProto]] = {}
    snakes = [_find_snake(graph, node) for node in model.graph.node if _begins_snake(graph, node)]
    convolutions = [_read_convolution(graph, snake) for snake in snakes]
    for snake, convolution in zip(snakes, convolutions, strict=True):
        made |= _write(snake, convolution, constants)
    graph.replace(made, constants)
    return len(snakes), sum(_is_long(convolution) for convolution in convolutions)


@dataclass(frozen=True, slots=True)
class _Snake:
    """An activation, the normalising before it and the convolution after it.

    ``scale`` and ``bias`` are values [1, n, 1].
    """

    sound: str
    scale: str
    bias: str
    epsilon: float
    alpha: NDArray[np.float32]
    output: str
    used_by: onnx.NodeProto


def _begins_snake(graph: OnnxGraph, node: onnx.NodeProto) -> bool:
    """Tell whether a node is the product with a number for each channel whose sine is taken."""
    return (
        node.op_type == "Mul"
        and graph.is_constant(node.input[0])
        and graph.array(node.input[0]).ndim == 3
        and graph.is_used_by(node, "Sin")
    )


def _find_snake(graph: OnnxGraph, product: onnx.NodeProto) -> _Snake:
    """Read the chain on both sides of the product with alpha."""
    alpha, normal = product.input
    power = graph.next(graph.next(product, "Sin"), "Pow")
    end = graph.next(graph.next(power, "Mul"), "Add")
    shift = graph.maker(normal, "Add")
    scaling = graph.maker(shift.input[0], "Mul")
    division = graph.maker(scaling.input[1], "Div")
    centred = graph.maker(division.input[0], "Sub")
    spread = graph.maker(graph.maker(division.input[1], "Sqrt").input[0], "Add")
    return _Snake(
        sound=centred.input[0],
        scale=scaling.input[0],
        bias=shift.input[1],
        epsilon=float(graph.array(spread.input[1])),
        alpha=graph.floats(alpha).ravel(),
        output=end.output[0],
        used_by=graph.next(end, "Conv"),
    )


def _read_convolution(graph: OnnxGraph, snake: _Snake) -> Convolution:
    """Read the convolution of an activation; the division by alpha goes into its weights."""
    node = snake.used_by
    given = {entry.name: onnx.helper.get_attribute_value(entry) for entry in node.attribute}
    convolution = Convolution(
        sound=snake.output,
        weight=graph.floats(node.input[1]) / snake.alpha.reshape(1, -1, 1),
        bias=graph.floats(node.input[2]),
        dilation=given["dilations"][0],
    )
    same = [convolution.reach * convolution.dilation] * 2
    if given["pads"] != same or given["strides"] != [1] or given["group"] != 1:
        raise graph.odd(node.output[0], ("a convolution that keeps the length",))
    return convolution


def _is_long(convolution: Convolution) -> bool:
    return convolution.taps >= _LONG


def choose_tiles(convolution: Convolution) -> dict[str, int]:
    """Choose tile and pieces of a long convolution, in samples.

    Larger tiles need fewer products, and larger kernels, which weigh more where channels are many.
    """
    return {"tile": 32 if convolution.taps > _LONG else 24, "chunk": _PIECE}


def _write(
    snake: _Snake, convolution: Convolution, constants: Constants
) -> dict[str, list[onnx.NodeProto]]:
    """Write an activation and its convolution, in the form that is faster for that."""
    before = Nodes(snake.output, constants)
    after = Nodes(snake.used_by.output[0], constants)
    normal = _normalise(snake, before)
    if _is_long(convolution):
        sizes = choose_tiles(convolution)
        made = write_spectral(after, convolution, **sizes, activate=_activate)
    else:
        normal = _activate(before, normal)
        weight = constants.add(f"{after.output}/weight", convolution.weight)
        made = after.end("Conv", snake.output, weight, snake.used_by.input[2])
        made[0].attribute.extend(snake.used_by.attribute)
    return {before.output: before.end("Identity", normal), after.output: made}


def _normalise(snake: _Snake, nodes: Nodes) -> str:
    """Write w: the sound normalised, in the style's scale and bias, times alpha."""
    alpha = nodes.constants.add(f"{snake.output}/alpha", snake.alpha.reshape(1, -1, 1))
    scale = nodes.reshape(nodes.add("Mul", snake.scale, alpha), -1)
    bias = nodes.reshape(nodes.add("Mul", snake.bias, alpha), -1)
    return nodes.add("InstanceNormalization", snake.sound, scale, bias, epsilon=snake.epsilon)


def _activate(nodes: Nodes, turned: str) -> str:
    """Write ``w + sin²(w)``."""
    sine = nodes.add("Sin", turned)
    return nodes.add("Add", turned, nodes.add("Mul", sine, sine))
