"""Graphics processors and their like, as far as ONNX Runtime can use them on this machine.

Some builds of ONNX Runtime have one built in: the wheel ``onnxruntime-gpu`` knows CUDA, the one for
Macs CoreML. Others come as packages ``onnxruntime_ep_…`` beside it, each with a library to load
and the names of the providers in it, as ONNX Runtime's guidance for such packages asks for.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Any, NamedTuple

from narrator.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PACKAGE = "onnxruntime_ep_"


class _BuiltIn(NamedTuple):
    provider: str
    options: Mapping[str, str]


_BUILT_IN = {
    # Its products of 19 bits, and its search for the fastest kernel at each new length of a text.
    "cuda": _BuiltIn(
        "CUDAExecutionProvider", {"use_tf32": "0", "cudnn_conv_algo_search": "DEFAULT"}
    ),
    "coreml": _BuiltIn("CoreMLExecutionProvider", {"ModelFormat": "MLProgram"}),
    "directml": _BuiltIn("DmlExecutionProvider", {}),
}


def list_accelerators() -> list[str]:
    """List what is installed, by short names: ``cuda``, ``webgpu``.

    Whether the machine has what they drive is only seen when a graph is opened.
    """
    import onnxruntime

    providers = onnxruntime.get_available_providers()
    built_in = [name for name, known in _BUILT_IN.items() if known.provider in providers]
    packages = [module.name for module in pkgutil.iter_modules() if module.ispkg]
    plugins = [name.removeprefix(_PACKAGE) for name in packages if name.startswith(_PACKAGE)]
    return [*built_in, *sorted(plugins)]


def open_accelerated(path: Path, accelerator: str, options: Any) -> Any:  # noqa: ANN401 — ONNX Runtime has no types
    """Load a graph to be computed by an accelerator, under ``SessionOptions``.

    What it cannot compute, the processor does. Raises EngineError where it is not installed, or
    finds nothing here to drive.
    """
    if accelerator not in list_accelerators():
        raise EngineError(
            f"The accelerator {accelerator!r} is not installed here. Install it, or type narrator "
            "engines --fetch kokoro to choose among what there is."
        )
    if accelerator in _BUILT_IN:
        return _open_built_in(path, accelerator, options)
    return _open_plugin(path, accelerator, options)


def _open_built_in(path: Path, accelerator: str, options: Any) -> Any:  # noqa: ANN401
    import onnxruntime

    provider, more = _BUILT_IN[accelerator]
    if accelerator == "cuda":
        onnxruntime.preload_dlls()  # those of NVIDIA's own wheels, where they are installed
    providers = [(provider, dict(more)), "CPUExecutionProvider"]
    session = onnxruntime.InferenceSession(path, options, providers=providers)
    if provider not in session.get_providers():  # it is left out without a word where it fails
        raise _nothing_to_drive(accelerator)
    return session


def _open_plugin(path: Path, accelerator: str, options: Any) -> Any:  # noqa: ANN401
    import onnxruntime

    devices = _find_devices(accelerator)
    if not devices:
        raise _nothing_to_drive(accelerator)
    options.add_provider_for_devices(devices[:1], {})
    return onnxruntime.InferenceSession(path, options)


def _find_devices(accelerator: str) -> list[Any]:
    """List the devices that a package's providers drive here, its library loaded once."""
    import onnxruntime

    package = importlib.import_module(_PACKAGE + accelerator)
    names = package.get_ep_names()

    def find() -> list[Any]:
        return [device for device in onnxruntime.get_ep_devices() if device.ep_name in names]

    found = find()
    if not found:
        onnxruntime.register_execution_provider_library(accelerator, package.get_library_path())
        found = find()
    return found


def _nothing_to_drive(accelerator: str) -> EngineError:
    return EngineError(f"The accelerator {accelerator!r} finds no device of its own here.")
