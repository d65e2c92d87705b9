"""The real program with a network engine whose server misbehaves on purpose."""

import json
import os
import signal
import time

import pytest
from misbehaving import misbehaving

LINES = [f"The lamp went round for the {n}th time." for n in range(100, 112)]


@pytest.fixture
def book(tmp_path):
    """A manuscript of many lines."""
    path = tmp_path / "watch.md"
    path.write_text("# The Watch\n\n" + "\n\n".join(LINES), encoding="utf-8")
    return path


def network(server):
    """Give the arguments that have the network engine ask a server."""
    return ("--engine", "fish", "--base-url", server.url, "--format", "mp3")


def wait_for(happens):
    """Wait until something happens, for half a minute at most."""
    end = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.01)


def list_clips(tmp_path):
    """List the clips that are kept."""
    return list((tmp_path / "data" / "cache").glob("clips/*/v1-*.flac"))


@pytest.mark.parametrize("fault", ["429@300", "hang@300", "trickle@300"])
def test_ctrl_c_does_not_wait_for_a_server(start, book, tmp_path, fault):
    """However long a server lets us wait, Ctrl-C ends a build; what was done is kept."""
    with misbehaving(faults=[f"{fault}:0.4"], limit=50, told=True) as server:
        process = start("build", book, *network(server))
        wait_for(lambda: server.counts.answers[fault.partition("@")[0]] and list_clips(tmp_path))
        time.sleep(0.3)
        kept = list_clips(tmp_path)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=10)
        assert process.returncode == 130, err
        assert err.splitlines() == [
            "narrator: Stopped. What was finished is kept: the same command goes on from here."
        ]
        assert set(kept) <= set(list_clips(tmp_path))


def test_two_builds_of_one_book_share_the_work(start, book, tmp_path):
    """Two programs at once ask for each text once, and both end with the book."""
    with misbehaving(latency=0.1, limit=50, told=True) as server:
        both = [
            start("build", book, *network(server), "--output", tmp_path / name) for name in "ab"
        ]
        for process in both:
            _, err = process.communicate(timeout=60)
            assert process.returncode == 0, err
        assert set(server.counts.asked.values()) == {1}
        assert len(server.counts.asked) == len(list_clips(tmp_path))
        assert len(list(tmp_path.glob("[ab]/*/*.mp3"))) == 2
    assert not list((tmp_path / "data" / "cache" / "claims").iterdir())


def test_a_build_that_waits_for_another_says_so(start, narrator, book, tmp_path):
    """The second program tells whose clips it waits for; the first has nobody to wait for."""
    with misbehaving(latency=1, limit=50, told=True) as server:
        first = start("build", book, *network(server))
        wait_for(lambda: list((tmp_path / "data" / "cache").glob("claims/*")))
        second = narrator("build", book, *network(server), "--output", tmp_path / "b")
        assert "Another build makes some of these clips just now." in second.stderr
        _, err = first.communicate(timeout=60)
        assert (first.returncode, "Another" in err) == (0, False)


def test_nobody_waits_for_a_killed_build(start, narrator, book):
    """What a killed program was making is free for the next."""
    with misbehaving(*["hang@300"] * 9) as server:
        process = start("build", book, *network(server))
        wait_for(lambda: server.counts.answers["hang"] >= 5)
        process.kill()
        process.communicate()
        server.begin()
        done = narrator("build", book, *network(server))
        assert done.returncode == 0, done.stderr


def test_a_bad_segment_stops_no_other(narrator, book, tmp_path):
    """One text that is refused is told with what to type; all others are made, and kept."""
    with misbehaving("400") as server:
        done = narrator("build", book, *network(server), "--json")
        assert done.returncode == 5, done.stderr
        assert "Reference not found" in done.stderr
        assert len(list_clips(tmp_path)) == server.counts.asked.total() - 1
        again = narrator("build", book, *network(server), "--json")
        assert again.returncode == 0, again.stderr
        assert json.loads(again.stdout)["clips"]["made"] == 1


def test_a_server_that_fails_now_and_then_makes_the_whole_book(narrator, book):
    """With every fault that may pass on its way, the book is made, and nothing is kept twice."""
    faults = ["429@0.1:0.05", "500:0.05", "503@0.1:0.05", "drop:0.05", "cut:0.03", "silent:0.03"]
    with misbehaving(faults=faults, limit=15, told=True) as server:
        done = narrator("build", book, *network(server))
        assert done.returncode == 0, done.stderr
        assert server.counts.answers["200"] == len(server.counts.asked)
