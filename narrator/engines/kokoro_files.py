"""Kokoro's graphs on this machine: the shipped one, two made from it, and which of them is used.

``int8`` is the shipped one, ``float32`` the same with its weights folded back, ``spectral`` that
with its long convolutions in the frequency domain. Which is fastest depends on the machine:
``kokoro_choice`` times them. An accelerator computes the float32 one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.engines.derived import (
    Graph,
    derive,
    find_derived,
    has_derived,
    name_derived,
    read_note,
)
from narrator.engines.models import KOKORO_GRAPH, MODELS, ModelFiles, Report, find_model

if TYPE_CHECKING:
    from pathlib import Path

OWN_GRAPHS = ("int8", "float32", "spectral")
"""What the processor can compute."""
GRAPHS = ("auto", *OWN_GRAPHS)
"""What a user can wish for, beside the names of accelerators."""
CHOICE = "choice.json"

FOLD_RULES = "fold-1"
"""Changes when the folding computes other numbers: every clip made with it is then made anew."""

SPECTRAL_RULES = f"{FOLD_RULES}, spectral-1"
"""The same for what makes the spectral graph of the folded one."""

_FOLDED = "kokoro-v1.0.float32.onnx"
_SPECTRAL = "kokoro-v1.0.spectral.onnx"
_WEIGHTS = "kokoro-v1.0.spectral-weights.bin"


def find_graph(models: Path, wish: str) -> Graph:
    """Find the graph to use in the models folder, without reading it.

    ``wish`` is one of GRAPHS, or the accelerator that is to compute it. Raises ModelMissingError
    where the model is not there, or not made ready.
    """
    files = find_model("kokoro", models)
    if wish == "auto":
        wish = str(read_note("kokoro", files.path(CHOICE)).get("graph"))
    if wish == "int8":
        return Graph("kokoro", _shipped(), files.path(KOKORO_GRAPH), _shipped())
    if wish == "spectral":
        return _find_spectral(files)
    folded = find_derived("kokoro", files.path(_FOLDED), name_derived(_shipped(), FOLD_RULES))
    return folded if wish == "float32" else replace(folded, accelerator=wish)


def prepare_graphs(files: ModelFiles, report: Report) -> None:
    """Make the graphs, where that is not yet done."""
    folded, name = files.path(_FOLDED), name_derived(_shipped(), FOLD_RULES)
    if not has_derived("kokoro", folded, name):
        from narrator.engines.kokoro_graph import write_folded

        report("Folding the weights of kokoro to float32")
        derive(folded, name, lambda path: write_folded(files.path(KOKORO_GRAPH), path))
    if not _has_spectral(files):
        report("Writing kokoro's long convolutions in the frequency domain")
        _derive_spectral(files)


def _find_spectral(files: ModelFiles) -> Graph:
    name = name_derived(_shipped(), SPECTRAL_RULES)
    weights = find_derived("kokoro", files.path(_WEIGHTS), name)
    return replace(find_derived("kokoro", files.path(_SPECTRAL), name), weights=weights)


def _has_spectral(files: ModelFiles) -> bool:
    name = name_derived(_shipped(), SPECTRAL_RULES)
    paths = files.path(_WEIGHTS), files.path(_SPECTRAL)
    return all(has_derived("kokoro", path, name) for path in paths)


def _derive_spectral(files: ModelFiles) -> None:
    """Make the graph and the file of its weights, each of which appears when it is whole."""
    from narrator.engines.kokoro_spectral import write_spectral_graph

    name = name_derived(_shipped(), SPECTRAL_RULES)

    def write(weights: Path) -> None:
        derive(files.path(_SPECTRAL), name, lambda graph: write_both(graph, weights))

    def write_both(graph: Path, weights: Path) -> None:
        write_spectral_graph(files.path(_FOLDED), graph, weights, name=_WEIGHTS)

    derive(files.path(_WEIGHTS), name, write)


def _shipped() -> str:
    """Give the SHA-256 of the shipped graph."""
    (sha256,) = [f.sha256 for f in MODELS["kokoro"].files if f.name == KOKORO_GRAPH]
    return sha256
