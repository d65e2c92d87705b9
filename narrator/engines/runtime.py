"""ONNX Runtime, as our engines use it: one thread for each worker process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from narrator.engines.accelerators import open_accelerated
from narrator.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path


def open_graph(path: Path, accelerator: str = "") -> Any:  # noqa: ANN401 — ONNX Runtime has no types
    """Load a graph for one thread, or for an accelerator.

    Raises EngineError where it cannot be loaded.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Plans of memory are made for each length of a sound; books hold hundreds of lengths.
    options.enable_mem_pattern = False
    options.log_severity_level = 3  # its warnings about unused constants help nobody
    try:
        if accelerator:
            return open_accelerated(path, accelerator, options)
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except EngineError:
        raise
    except Exception as error:  # ONNX Runtime's errors have no parent of their own
        raise EngineError(f"{path} cannot be loaded as an ONNX graph: {error}.") from error


def give_memory_back() -> Any:  # noqa: ANN401
    """Make the options of a run after which no memory is kept for the next one.

    Else the longest text that was said decides how much a process holds from then on, and twice
    as much where its parts do not fit the next one.
    """
    import onnxruntime

    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options
