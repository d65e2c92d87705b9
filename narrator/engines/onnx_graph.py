"""An ONNX graph that is rewritten: who makes a value, who uses it, what takes a node's place."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import numpy_helper

from narrator.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray


class OnnxGraph:
    """A graph with its ends tied together.

    ``purpose`` and ``instead`` go into the message of the EngineError that tells of an odd place.
    """

    def __init__(self, proto: onnx.GraphProto, *, purpose: str, instead: str) -> None:
        self.proto = proto
        self._says = f"The graph cannot be {purpose}: at {{!r}} it has no {{}}. {instead}"
        self._makers: dict[str, onnx.NodeProto] = {}
        self._users: dict[str, list[onnx.NodeProto]] = defaultdict(list)
        self._constants = {constant.name: constant for constant in proto.initializer}
        for node in proto.node:
            self._makers.update(dict.fromkeys(node.output, node))
            for name in node.input:
                self._users[name].append(node)

    def maker(self, name: str, *types: str) -> onnx.NodeProto:
        """Find the node that makes a value; it must be of one of the types."""
        node = self._makers.get(name)
        if node is None or node.op_type not in types:
            raise self.odd(name, types)
        return node

    def next(self, node: onnx.NodeProto, *types: str) -> onnx.NodeProto:
        """Find the only node that uses what a node makes; it must be of one of the types."""
        users = self._users[node.output[0]]
        if len(users) != 1 or users[0].op_type not in types:
            raise self.odd(node.output[0], types)
        return users[0]

    def other(self, node: onnx.NodeProto, name: str) -> str:
        """Find the other of the two values that a node uses."""
        others = [str(other) for other in node.input if other != name]
        if len(others) != 1:
            raise self.odd(name, ("single use",))
        return others[0]

    def array(self, name: str) -> NDArray[np.generic]:
        """Give the numbers of a constant."""
        if name not in self._constants:
            raise self.odd(name, ("a constant",))
        return numpy_helper.to_array(self._constants[name])

    def floats(self, name: str) -> NDArray[np.float32]:
        """Give the numbers of a constant as float32."""
        return self.array(name).astype(np.float32)

    def is_constant(self, name: str) -> bool:
        """Tell whether a value is a constant of the graph."""
        return name in self._constants

    def is_used_by(self, node: onnx.NodeProto, kind: str) -> bool:
        """Tell whether a node of a kind uses what a node makes."""
        return any(user.op_type == kind for user in self._users[node.output[0]])

    def odd(self, name: str, wanted: Iterable[str]) -> EngineError:
        """Make the error that tells what is not where it should be."""
        return EngineError(self._says.format(name, " or ".join(wanted)))

    def replace(self, made: dict[str, list[onnx.NodeProto]], constants: Constants) -> None:
        """Put nodes in the place of the one that made the value of that name.

        Nodes and constants that no output needs are dropped. Nodes come in the order of computing.
        """
        nodes = [new for node in self.proto.node for new in made.get(node.output[0], [node])]
        needed = {output.name for output in self.proto.output}
        kept = []
        for node in reversed(nodes):
            if needed.intersection(node.output):
                needed.update(_list_inputs(node))
                kept.append(node)
        tensors = [*self.proto.initializer, *constants.tensors]
        _refill(self.proto.node, kept[::-1])
        _refill(self.proto.initializer, [tensor for tensor in tensors if tensor.name in needed])


class Constants:
    """Constants to add to a graph, each once under its name."""

    def __init__(self) -> None:
        self._tensors: dict[str, onnx.TensorProto] = {}

    @property
    def tensors(self) -> tuple[onnx.TensorProto, ...]:
        """What was added."""
        return tuple(self._tensors.values())

    def __contains__(self, name: str) -> bool:
        return name in self._tensors

    def add(self, name: str, array: NDArray[np.generic]) -> str:
        """Add numbers under a name, unless they are there, and give the name."""
        if name not in self._tensors:
            whole = np.ascontiguousarray(array)
            self._tensors[name] = numpy_helper.from_array(whole, name)
        return name

    def add_whole(self, *numbers: int) -> str:
        """Add a row of whole numbers, such as a shape."""
        return self.add(f"whole/{'/'.join(map(str, numbers))}", np.array(numbers, np.int64))


class Nodes:
    """Nodes to put in the place of one; their values are named after the one that it made."""

    def __init__(self, output: str, constants: Constants) -> None:
        self.made: list[onnx.NodeProto] = []
        self.constants = constants
        self.output = output

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:  # noqa: ANN401 — as ONNX has them
        """Add a node, and give the name of the value that it makes."""
        return self._add(kind, inputs, f"{self.output}/{len(self.made)}", attributes)

    def end(self, kind: str, *inputs: str, **attributes: Any) -> list[onnx.NodeProto]:  # noqa: ANN401
        """Add the node that makes the old value, and give all nodes."""
        self._add(kind, inputs, self.output, attributes)
        return self.made

    def end_graph(self, kind: str, *inputs: str, given: str) -> onnx.GraphProto:
        """Add the node that makes the value, and give all as a graph of its own, for a loop.

        ``given`` is a row of whole numbers, which the loop sets; all else is seen from outside.
        """
        number = onnx.helper.make_tensor_value_info(given, onnx.TensorProto.INT64, [1])
        made = onnx.helper.make_tensor_value_info(self.output, onnx.TensorProto.FLOAT, None)
        return onnx.helper.make_graph(self.end(kind, *inputs), self.output, [number], [made])

    def count(self, end: str, step: str) -> str:
        """Add nodes that count from 0 to before ``end``, both rows of one whole number."""
        zero = self.constants.add("zero", np.array(0, np.int64))
        return self.add("Range", zero, self.add("Squeeze", end), self.add("Squeeze", step))

    def reshape(self, value: str, *shape: int) -> str:
        """Add a node that gives a value another shape; -1 is what is left."""
        return self.add("Reshape", value, self.constants.add_whole(*shape))

    def _add(self, kind: str, inputs: Sequence[str], name: str, attributes: dict[str, Any]) -> str:
        self.made.append(onnx.helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name


def _list_inputs(node: onnx.NodeProto) -> Iterator[str]:
    """List what a node needs; a loop needs what its graph sees from outside too."""
    yield from node.input
    for attribute in node.attribute:
        for inner in attribute.g.node:
            yield from _list_inputs(inner)


def _refill(place: Any, values: Iterable[Any]) -> None:  # noqa: ANN401 — a protobuf's own container
    del place[:]
    place.extend(values)
