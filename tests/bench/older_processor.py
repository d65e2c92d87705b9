"""ONNX Runtime as it runs on a processor without AVX-512 and VNNI, on one that has them.

A processor says what it can do by the instructions CPUID and XGETBV. In a copy of ONNX Runtime,
what they answer is changed: no AVX-512 register is kept by the system, and there is no AVX-VNNI.
The copy then takes the kernels that it takes on AMD's Zen 3 or Intel's Haswell; nothing else of
it is touched. Put its folder first on PYTHONPATH.
"""

import subprocess
import sys
from pathlib import Path

READ_REGISTERS = bytes.fromhex("31c9 0f01d0")  # xor ecx, ecx; xgetbv
SAY_AVX_ONLY = bytes.fromhex("31c9 b007 90")  # xor ecx, ecx; mov al, 7; nop
ASK_FOR_VNNI = bytes.fromhex("b807000000 b901000000 0fa2 a810")  # cpuid 7.1; test al, 16
ASK_FOR_NOTHING = bytes.fromhex("b807000000 b901000000 0fa2 a800")  # cpuid 7.1; test al, 0


def install_without_vnni(folder, version):
    """Install this ONNX Runtime into the folder, for Python as it runs here, and hide VNNI."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder]
    subprocess.run([*pip, f"onnxruntime=={version}"], check=True)
    (library,) = Path(folder).glob("onnxruntime/capi/onnxruntime_pybind11_state*.so")
    code = library.read_bytes()
    if READ_REGISTERS not in code or ASK_FOR_VNNI not in code:
        sys.exit(f"onnxruntime {version} asks its processor in a way that is not known here.")
    code = code.replace(READ_REGISTERS, SAY_AVX_ONLY).replace(ASK_FOR_VNNI, ASK_FOR_NOTHING)
    library.write_bytes(code)
