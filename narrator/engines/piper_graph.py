"""Piper's graph with its noise let in from outside, so that the same seed gives the same sound.

The shipped graph draws noise inside (``RandomNormalLike``), from a generator that nobody can seed
between two runs. Each such node becomes a few that take as many numbers as it would have drawn
from an input of the graph, and begin that again where it is too short.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from narrator.engines.derived import derive, has_derived
from narrator.engines.models import PIPER_GRAPH, ModelFiles, Report
from narrator.engines.piper import MODEL, SEEDED, name_seeded
from narrator.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path


def prepare_graph(files: ModelFiles, report: Report) -> None:
    """Write the seeded graph beside the shipped one, where that is not yet done."""
    path = files.path(SEEDED)
    if not has_derived(MODEL, path, name_seeded()):
        report("Making piper's noise repeatable")
        derive(path, name_seeded(), lambda target: _write_seeded(files.path(PIPER_GRAPH), target))


def _write_seeded(shipped: Path, seeded: Path) -> None:
    model = onnx.load(shipped)
    if seed_model(model) == 0:
        raise EngineError(f"{shipped} draws no noise: it is not the graph that it should be.")
    onnx.save(model, seeded)


def seed_model(model: onnx.ModelProto) -> int:
    """Let each random node of the model take its numbers from an input, and tell how many did.

    The inputs are ``noise_0``, ``noise_1`` …, float32 of any length from 1, drawn from the normal
    distribution with mean 0 and deviation 1.
    """
    nodes: list[onnx.NodeProto] = []
    inputs: list[str] = []
    for node in model.graph.node:
        if node.op_type == "RandomNormalLike":
            inputs.append(f"noise_{len(inputs)}")
            nodes += _take_noise(inputs[-1], node)
        else:
            nodes.append(node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    model.graph.initializer.extend(_CONSTANTS)
    for name in inputs:
        model.graph.input.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n"]))
    return len(inputs)


_CONSTANTS = [
    numpy_helper.from_array(np.array(0, np.int64), "noise/zero"),
    numpy_helper.from_array(np.array(1, np.int64), "noise/one"),
]


def _take_noise(noise: str, node: onnx.NodeProto) -> list[onnx.NodeProto]:
    """Make the nodes that shape noise like the input of a node, and give it that node's name."""
    like, output = node.input[0], node.output[0]
    steps = [
        ("Shape", [like], "shape"),
        ("Size", [like], "size"),
        ("Size", [noise], "given"),
        ("Range", ["noise/zero", f"{noise}/size", "noise/one"], "count"),
        ("Mod", [f"{noise}/count", f"{noise}/given"], "place"),
        ("Gather", [noise, f"{noise}/place"], "flat"),
    ]
    made = [helper.make_node(kind, inputs, [f"{noise}/{name}"]) for kind, inputs, name in steps]
    return [*made, helper.make_node("Reshape", [f"{noise}/flat", f"{noise}/shape"], [output])]
