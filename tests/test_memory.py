"""Memory that the C library holds."""

import platform
import subprocess
import sys

import pytest

THREADS = """
import ctypes, sys, tempfile, threading
from narrator.memory import give_back, hold_little

if "little" in sys.argv:
    hold_little()
ready = threading.Barrier(5)

def work():
    held = [bytes(50_000) for _ in range(10)]
    ready.wait()
    ready.wait()

threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
ready.wait()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as file:
    told = ctypes.c_void_p(libc.fopen(file.name.encode(), b"w"))
    libc.malloc_info(0, told)
    libc.fclose(told)
    print(file.read().count(b"<heap nr="))
ready.wait()
give_back()
"""
"""Four threads that hold memory while glibc tells of its heaps."""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="optional: only glibc has heaps")
def test_threads_share_one_heap():
    """Threads get a heap each, unless little is to be held."""

    def count_heaps(*how):
        command = [sys.executable, "-c", THREADS, *how]
        return int(subprocess.run(command, check=True, capture_output=True).stdout)

    assert count_heaps("little") == 1 < count_heaps()
