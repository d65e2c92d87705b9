"""Kokoro's graph with its weights folded back to float32, which most processors run faster.

The shipped graph holds 8-bit weights and quantises every activation as it goes::

    DynamicQuantizeLinear ─▶ ConvInteger or MatMulInteger ─▶ (Add bias) ─▶ Cast ─▶ Mul(scales)

Without 8-bit dot products in the processor (VNNI) that is slow. Each such chain computes what one
float ``Conv`` or ``MatMul`` computes with the weight ``(quantised − zero point) · scale``, and with
the bias that the graph still holds in float where it begins to quantise it (the ``Div``). Whoever
changes the numbers that come out here, changes ``FOLD_RULES`` in ``kokoro_files``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx

from narrator.engines.onnx_graph import Constants, OnnxGraph

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_FOLDED = {"ConvInteger": "Conv", "MatMulInteger": "MatMul"}
_INSTEAD = "Set NARRATOR_KOKORO_GRAPH=int8 to use it as it is."
_BIAS_ROAD = ("Reshape", "Cast", "Floor", "Div")


def write_folded(shipped: Path, folded: Path) -> None:
    """Fold the graph of one file into another.

    Raises EngineError where a chain is not of the form above.
    """
    model = onnx.load(shipped)
    fold_model(model)
    onnx.save(model, folded)


def fold_model(model: onnx.ModelProto) -> int:
    """Fold every chain of the model, in place, and tell how many there were.

    Weights that chains share stay shared. Raises EngineError where a chain cannot be folded.
    """
    graph = OnnxGraph(model.graph, purpose="folded to float32", instead=_INSTEAD)
    constants = Constants()
    chains = [node for node in model.graph.node if node.op_type in _FOLDED]
    folded = dict(_fold_chain(graph, node, constants) for node in chains)
    graph.replace({end: [node] for end, node in folded.items()}, constants)
    return len(folded)


def _fold_chain(
    graph: OnnxGraph, node: onnx.NodeProto, constants: Constants
) -> tuple[str, onnx.NodeProto]:
    """Make the float node of a chain; give it with the name of the value that it makes."""
    quantise = graph.maker(node.input[0], "DynamicQuantizeLinear")
    after = graph.next(node, "Add", "Cast")
    inputs = [quantise.input[0]]
    bias = [_find_bias(graph, after, node.output[0])] if after.op_type == "Add" else []
    cast = graph.next(after, "Cast") if after.op_type == "Add" else after
    end = graph.next(cast, "Mul")
    scales = graph.maker(graph.other(end, cast.output[0]), "Mul")
    scale = graph.other(scales, quantise.output[1])
    inputs += [_add_weight(graph, node, scale, constants), *bias]
    return end.output[0], _make_float_node(node, inputs, end.output[0])


def _find_bias(graph: OnnxGraph, add: onnx.NodeProto, product: str) -> str:
    """Go back from the quantised bias to the float one."""
    name = graph.other(add, product)
    for step in _BIAS_ROAD:
        name = graph.maker(name, step).input[0]
    graph.array(name)
    return name


def _add_weight(graph: OnnxGraph, node: onnx.NodeProto, scale: str, constants: Constants) -> str:
    """Compute a float weight, once for all chains that share it, and give its name."""
    quantised = node.input[1]
    zero_point = node.input[3] if len(node.input) > 3 else ""
    name = f"float32/{quantised}/{zero_point}/{scale}"
    if name in constants:
        return name
    zero = graph.array(zero_point) if zero_point else np.zeros((), np.int32)
    weight = _dequantise(node.op_type, graph.array(quantised), zero, graph.array(scale))
    return constants.add(name, weight)


def _dequantise(
    kind: str, weight: NDArray[np.generic], zero: NDArray[np.generic], scale: NDArray[np.generic]
) -> NDArray[np.float32]:
    """Compute (weight − zero) · scale; one scale or one for each output channel.

    Output channels are the first axis of a convolution's weight and the last of a matrix.
    """
    shape = (-1, *(1,) * (weight.ndim - 1)) if kind == "ConvInteger" else (-1,)
    centred = weight.astype(np.int32) - zero.astype(np.int32).reshape(shape)
    return (centred * scale.astype(np.float32).reshape(shape)).astype(np.float32)


def _make_float_node(node: onnx.NodeProto, inputs: list[str], output: str) -> onnx.NodeProto:
    made = onnx.helper.make_node(_FOLDED[node.op_type], inputs, [output], name=node.name)
    made.attribute.extend(node.attribute)
    return made
