"""Kokoro's graph with its weights folded back to float32, which most processors run faster.

The shipped graph holds 8-bit weights and quantises every activation as it goes::

    DynamicQuantizeLinear ─▶ ConvInteger or MatMulInteger ─▶ (Add bias) ─▶ Cast ─▶ Mul(scales)

Without 8-bit dot products in the processor (VNNI) that is slow. Each such chain computes what one
float ``Conv`` or ``MatMul`` computes with the weight ``(quantised − zero point) · scale``, and with
the bias that the graph still holds in float where it begins to quantise it (the ``Div``). Whoever
changes the numbers that come out here, changes ``FOLD_RULES`` in ``kokoro_files``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import numpy_helper

from narrator.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

_FOLDED = {"ConvInteger": "Conv", "MatMulInteger": "MatMul"}
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
    graph = _Graph(model.graph)
    folded = {}
    for node in model.graph.node:
        if node.op_type in _FOLDED:
            end, float_node = _fold_chain(graph, node)
            folded[end] = float_node
    nodes = [folded.get(node.output[0], node) for node in model.graph.node]
    _keep_needed(model.graph, nodes, graph.added)
    return len(folded)


@dataclass
class _Graph:
    """A graph with its ends tied together: who makes a value, who uses it."""

    proto: onnx.GraphProto
    makers: dict[str, onnx.NodeProto] = field(default_factory=dict)
    users: dict[str, list[onnx.NodeProto]] = field(default_factory=lambda: defaultdict(list))
    constants: dict[str, onnx.TensorProto] = field(default_factory=dict)
    added: dict[str, onnx.TensorProto] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.proto.node:
            self.makers.update(dict.fromkeys(node.output, node))
            for name in node.input:
                self.users[name].append(node)
        self.constants = {constant.name: constant for constant in self.proto.initializer}

    def maker(self, name: str, *types: str) -> onnx.NodeProto:
        """Find the node that makes a value; it must be of one of the types."""
        node = self.makers.get(name)
        if node is None or node.op_type not in types:
            raise EngineError(_say_odd(name, types))
        return node

    def next(self, node: onnx.NodeProto, *types: str) -> onnx.NodeProto:
        """Find the only node that uses what a node makes; it must be of one of the types."""
        users = self.users[node.output[0]]
        if len(users) != 1 or users[0].op_type not in types:
            raise EngineError(_say_odd(node.output[0], types))
        return users[0]

    def array(self, name: str) -> NDArray[np.generic]:
        """Give the numbers of a constant."""
        if name not in self.constants:
            raise EngineError(_say_odd(name, ("a constant",)))
        return numpy_helper.to_array(self.constants[name])


def _say_odd(name: str, types: Iterable[str]) -> str:
    return (
        f"The graph cannot be folded to float32: at {name!r} it has no {' or '.join(types)}. "
        f"Set NARRATOR_KOKORO_GRAPH=int8 to use it as it is."
    )


def _fold_chain(graph: _Graph, node: onnx.NodeProto) -> tuple[str, onnx.NodeProto]:
    """Make the float node of a chain; give it with the name of the value that it makes."""
    quantise = graph.maker(node.input[0], "DynamicQuantizeLinear")
    after = graph.next(node, "Add", "Cast")
    inputs = [quantise.input[0]]
    bias = [_find_bias(graph, after, node.output[0])] if after.op_type == "Add" else []
    cast = graph.next(after, "Cast") if after.op_type == "Add" else after
    end = graph.next(cast, "Mul")
    scales = graph.maker(_other_input(end, cast.output[0]), "Mul")
    scale = _other_input(scales, quantise.output[1])
    inputs += [_add_weight(graph, node, scale), *bias]
    return end.output[0], _make_float_node(node, inputs, end.output[0])


def _other_input(node: onnx.NodeProto, name: str) -> str:
    others = [str(other) for other in node.input if other != name]
    if len(others) != 1:
        raise EngineError(_say_odd(name, ("single use",)))
    return others[0]


def _find_bias(graph: _Graph, add: onnx.NodeProto, product: str) -> str:
    """Go back from the quantised bias to the float one."""
    name = _other_input(add, product)
    for step in _BIAS_ROAD:
        name = graph.maker(name, step).input[0]
    graph.array(name)
    return name


def _add_weight(graph: _Graph, node: onnx.NodeProto, scale: str) -> str:
    """Compute a float weight, once for all chains that share it, and give its name."""
    quantised = node.input[1]
    zero_point = node.input[3] if len(node.input) > 3 else ""
    name = f"float32/{quantised}/{zero_point}/{scale}"
    if name not in graph.added:
        zero = graph.array(zero_point) if zero_point else np.zeros((), np.int32)
        weight = _dequantise(node.op_type, graph.array(quantised), zero, graph.array(scale))
        graph.added[name] = numpy_helper.from_array(weight, name)
    return name


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


def _keep_needed(
    graph: onnx.GraphProto, nodes: list[onnx.NodeProto], added: dict[str, onnx.TensorProto]
) -> None:
    """Leave in the graph only what its outputs need. Nodes come in the order of computing."""
    needed = {output.name for output in graph.output}
    kept = []
    for node in reversed(nodes):
        if needed.intersection(node.output):
            needed.update(node.input)
            kept.append(node)
    constants = [tensor for tensor in graph.initializer if tensor.name in needed]
    constants += [tensor for name, tensor in added.items() if name in needed]
    for place, values in ((graph.node, kept[::-1]), (graph.initializer, constants)):
        del place[:]
        place.extend(values)
