"""ONNX Runtime, as our engines use it: one thread for each worker process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from narrator.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path


def open_graph(path: Path) -> Any:  # noqa: ANN401 — ONNX Runtime has no types
    """Load a graph for one thread. Raises EngineError where it cannot be loaded."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # its warnings about unused constants help nobody
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors have no parent of their own
        raise EngineError(f"{path} cannot be loaded as an ONNX graph: {error}.") from error
