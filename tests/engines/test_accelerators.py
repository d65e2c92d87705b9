"""Accelerators, with a real one: WebGPU on the software device that Chromium brings along."""

import os
import subprocess
import sys
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path

import pytest
from engines.test_spectral import make_convolution, open_direct

from narrator.engines.kokoro import KokoroEngine
from narrator.engines.runtime import open_graph
from narrator.errors import EngineError, UsageError

DEVICES = [
    Path(folder) / "vk_swiftshader_icd.json"
    for folder in ("/usr/lib/chromium", "/usr/lib/chromium-browser", "/opt/google/chrome")
]
WEBGPU = find_spec("onnxruntime_ep_webgpu")

CONVOLVE = """
import sys
from pathlib import Path
import numpy as np
sys.path[:0] = sys.argv[1:]
from engines.test_spectral import make_convolution, open_direct
from narrator.engines.accelerators import list_accelerators
from narrator.engines.runtime import open_graph

assert "webgpu" in list_accelerators()
direct = open_direct(make_convolution(7, 3), Path("direct.onnx"))
sound = {"x": np.random.default_rng(1).standard_normal((1, 3, 900)).astype(np.float32)}
for _ in range(2):  # the library is loaded once
    session = open_graph(Path("direct.onnx"), "webgpu")
assert session.get_providers()[0] == "WebGpuExecutionProvider"
np.testing.assert_allclose(session.run(None, sound)[0], direct.run(None, sound)[0], atol=1e-3)
"""


@pytest.mark.skipif(not WEBGPU, reason="optional: pip install narrator[gpu]")
def test_a_graph_on_webgpu(tmp_path):
    """A convolution gives the same numbers there as on the processor."""
    device = next((path for path in DEVICES if path.is_file()), None)
    if not device or not find_library("vulkan"):
        pytest.skip("optional: no Chromium with a device in software, or no libvulkan")
    environment = {
        **os.environ,
        "VK_ICD_FILENAMES": str(device),
        "ORT_WEBGPU_EP_ALLOW_SOFTWARE_ADAPTER": "1",
    }
    tests = Path(__file__).parents[1]
    command = [sys.executable, "-c", CONVOLVE, str(tests), str(tests.parent)]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not WEBGPU, reason="optional: pip install narrator[gpu]")
def test_nothing_to_drive(tmp_path, monkeypatch):
    """Where an accelerator finds no device, opening a graph says so."""
    monkeypatch.setattr("onnxruntime.get_ep_devices", list)
    monkeypatch.setattr("onnxruntime.register_execution_provider_library", lambda *_: None)
    open_direct(make_convolution(3, 1), tmp_path / "direct.onnx")
    with pytest.raises(EngineError, match="'webgpu' finds no device"):
        open_graph(tmp_path / "direct.onnx", "webgpu")


def test_not_installed(tmp_path):
    """An accelerator that is not installed is named, with what to type."""
    with pytest.raises(EngineError, match=r"'abacus' is not installed.*engines --fetch kokoro"):
        open_graph(tmp_path / "none.onnx", "abacus")
    with pytest.raises(UsageError, match=r"no graph 'abacus' here.*spectral"):
        KokoroEngine(tmp_path, graph="abacus")
