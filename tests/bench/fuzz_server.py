"""Send a server thousands of strange requests, and look for faults, waits and leaks.

Run from the project's root: ``python tests/bench/fuzz_server.py``. ``--requests 10000``. What
schemathesis makes of the OpenAPI page comes after, where it is installed. Exit code 1 on a fault.
"""

import argparse
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import msgpack
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

sys.path.insert(0, str(Path(__file__).parents[1]))

from strange import BODIES, ENDING, MESSAGES, OPENING

PATHS = st.sampled_from(
    [*["/v1/tts"] * 3, "/v1/tts/stream/with-timestamp", "/v1/audio/speech", "/v1/asr", "/model"]
)
KINDS = st.sampled_from(
    [*["application/msgpack"] * 4, "application/json", "multipart/form-data; boundary=x"]
)
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,unsupported_method,missing_required_header"
)


def main():
    """Print what came of it, and tell whether all was well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    total = parser.parse_args().requests
    with serving() as (url, process):
        batches = [fuzz(url, process, total // 4) for _ in range(4)]
        checked = check_openapi(url)
    counts = sum((counts for counts, _ in batches), Counter())
    print("answers:", dict(sorted(counts.items(), key=str)))
    print("resident, MiB, after each quarter:", [round(memory / 2**20, 1) for _, memory in batches])
    return 1 if checked or any(re.match("5|timeout|lost", str(kind)) for kind in counts) else 0


@contextmanager
def serving():
    """Run the real command."""
    command = [sys.executable, "-m", "narrator", "serve", "--engine", "tone", "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        yield process.stderr.readline().split(" at ")[1].split()[0], process
    finally:
        process.terminate()
        print("the server's log:", process.communicate()[1] or "nothing")


def fuzz(url, process, requests):
    """Send requests, a fifth of them whole conversations; give counts, and the memory used."""
    counts = Counter()
    how = settings(
        max_examples=requests * 4 // 5,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with httpx.Client(base_url=url, timeout=20) as client:

        @how
        @given(PATHS, KINDS, BODIES)
        def ask(path, kind, body):
            counts[post(client, path, kind, body)] += 1

        @settings(how, max_examples=requests // 5)
        @given(st.booleans(), st.lists(MESSAGES, max_size=5))
        def talk(begun, messages):
            counts[converse(url, [OPENING] * begun + messages + [ENDING])] += 1

        ask()
        talk()
    time.sleep(1)
    return counts, measure_memory(process.pid)


def post(client, path, kind, body):
    """Send one request, and tell the status of the answer."""
    try:
        return client.post(path, content=body, headers={"content-type": kind}).status_code
    except httpx.TimeoutException:
        return "timeout"
    except httpx.TransportError as error:
        return f"lost: {error!r}"


def converse(url, messages):
    """Hold one conversation, and tell how it ended."""
    with connect(f"{url.replace('http', 'ws')}/v1/tts/live") as socket:
        with suppress(ConnectionClosed):
            for message in messages:
                socket.send(message)
        try:
            while (event := msgpack.unpackb(socket.recv(timeout=20)))["event"] == "audio":
                pass
        except TimeoutError:
            return "timeout"
        except ConnectionClosed as error:
            return f"lost: {error!r}"
        return f"websocket {event['reason']}"


def measure_memory(pid):
    """Tell the resident size of the largest process of a server."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    return max(resident(number) for number in (pid, *children))


def resident(pid):
    """Tell the resident size of a process in bytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmRSS:\s*(\d+)", status)[1]) * 1024


def check_openapi(url):
    """Let schemathesis loose on the description of the server; give its exit code."""
    program = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    if program is None:
        print("schemathesis is not installed")
        return 0
    command = [program, "run", f"{url}/openapi.json", "--checks", CHECKS, "--no-color"]
    with TemporaryDirectory() as folder:  # for what it writes down
        return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
