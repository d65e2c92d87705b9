"""The command: what it refuses, what it says, how it ends."""

import os
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from narrator.server.serving import bind


@pytest.fixture
def start(tmp_path):
    """Start the real command on a free port, in a folder of the test's own."""

    def start(*arguments, **environment):
        return subprocess.Popen(
            [sys.executable, "-m", "narrator", "serve", "--port", "0", *arguments],
            env={
                **os.environ,
                "NARRATOR_DATA": str(tmp_path),
                "NARRATOR_ENGINE": "tone",
                "NARRATOR_JOBS": "1",
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return start


def read_address(process):
    """Wait until the server says where it is."""
    return process.stderr.readline().split(" at ")[1].split()[0]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_serves_until_it_is_told_to_end(start, ending):
    """It says where it is, speaks, and ends without a word and without a process left."""
    process = start()
    address = read_address(process)
    answer = httpx.post(f"{address}/v1/tts", json={"text": "Hello."})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mpeg")
    os.killpg(process.pid, ending) if ending == signal.SIGINT else process.send_signal(ending)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_key_from_the_environment_is_wanted(start):
    """The key need not stand on the command line, where others could read it."""
    process = start("--engine", "tone", NARRATOR_SERVER_KEY="correct")
    address = read_address(process)
    assert httpx.get(f"{address}/model").status_code == 401
    headers = {"authorization": "Bearer correct"}
    assert httpx.get(f"{address}/model", headers=headers).status_code == 200
    process.terminate()
    process.communicate(timeout=20)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--host", "0.0.0.0"), 2, "NARRATOR_SERVER_KEY"),  # noqa: S104 - it is refused
        (("--key", ""), 2, "empty"),
        (("--engine", "nobody"), 2, "no engine 'nobody'"),
        (("--port", "70000"), 2, "0 to 65535"),
        (("--engine", "piper"), 4, "narrator engines --fetch piper-joe"),
        (("--host", "192.0.2.1", "--key", "k"), 7, "Mend that"),
    ],
)
def test_refusals(start, tmp_path, arguments, code, said):
    """What cannot be served is said in a line, with the exit code of its kind."""
    process = start(*arguments, NARRATOR_MODELS=str(tmp_path))
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, len(err.splitlines())) == (code, "", 1), err
    assert said in err


def test_answers_are_sent_without_delay():
    """A connection does not wait for the client's acknowledgement before it sends on."""
    with bind("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
        with socket.create_connection(listener.getsockname()):
            connection, _ = listener.accept()
            assert connection.proto == socket.IPPROTO_TCP  # which is all that asyncio looks at
            connection.close()
