"""Killing a build, with the signal that nobody can catch, at moments that nobody chose.

What must hold: nothing finished is made again, nothing half-written is believed, and the book is in
the end the same, byte for byte, as one that was never killed.
"""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from conftest import MODELS

from narrator.audio.codec import read_clip

KILLS = int(os.environ.get("NARRATOR_KILLS", "10"))
LINES = [f"“Line {n} of the watch,” said Mara. The lamp went round." for n in range(8)]
STORY = "\n\n".join(["# The Lamp", *LINES, "# The Sea", *(line.upper() for line in LINES)])


def start_build(folder, engine, pace="0"):
    """Start a build of the folder's manuscript, which keeps everything in that folder."""
    environment = {
        **os.environ,
        "NARRATOR_DATA": str(folder / "data"),
        "NARRATOR_MODELS": str(MODELS),
        "NARRATOR_TONE_PACE": pace,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "narrator", "build", "story.md", "--engine", engine],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def finish(build):
    """Wait for a build that nobody kills."""
    _, messages = build.communicate()
    assert build.returncode == 0, messages.decode()


def write_story(folder, text):
    """Write the manuscript into a folder of its own."""
    folder.mkdir()
    (folder / "story.md").write_text(text, encoding="utf-8")
    return folder


def read_story(folder):
    """Read the manuscript of a folder."""
    return (folder / "story.md").read_text(encoding="utf-8")


def look_at_clips(folder):
    """Give every finished clip with what would change if it were made again; all can be read."""
    clips = list((folder / "data" / "cache").glob("clips/*/v1-*.flac"))
    for clip in clips:
        assert len(read_clip(clip).samples)
    return {clip.name: (clip.stat().st_ino, clip.stat().st_mtime_ns) for clip in clips}


def look_at_book(folder):
    """Give the bytes of every finished file."""
    return {path.name: path.read_bytes() for path in (folder / "output").glob("*/*.m*")}


def count_files(folder):
    """Count everything that a build has written so far, half-written files among it."""
    return sum(len(files) for _, _, files in os.walk(folder))


def kill_build(folder, engine, growth, *, pace="0"):
    """Kill a build once it has written this many files more; tell whether that was in time."""
    before, files = look_at_clips(folder), count_files(folder)
    build = start_build(folder, engine, pace)
    while build.poll() is None and count_files(folder) < files + growth:
        time.sleep(0.001)
    build.kill()
    build.communicate()
    assert before.items() <= look_at_clips(folder).items()
    return build.returncode == -signal.SIGKILL


def check_the_end(tmp_path, engine):
    """Finish the killed build, and compare its book with that of a build that nobody killed."""
    rough, calm = tmp_path / "rough", write_story(tmp_path / "calm", read_story(tmp_path / "rough"))
    before = look_at_clips(rough)
    finish(start_build(rough, engine))
    assert before.items() <= look_at_clips(rough).items()
    finish(start_build(calm, engine))
    assert look_at_book(rough) == look_at_book(calm) != {}


@pytest.mark.parametrize("seed", range(max(1, KILLS // 10)))
def test_a_killed_build_goes_on(tmp_path, seed):
    """Killed at ten random moments, a build of tones ends as if nothing had happened."""
    rough, chance = write_story(tmp_path / "rough", STORY), random.Random(seed)
    in_time = [kill_build(rough, "tone", chance.randint(2, 8), pace="0.1") for _ in range(5)]
    assert any(in_time)
    for _ in range(5):
        kill_build(rough, "tone", chance.randint(0, 12))
    check_the_end(tmp_path, "tone")


def test_a_killed_neural_build_goes_on(tmp_path):
    """Killed twice, a build with neural voices ends as if nothing had happened."""
    if not (MODELS / "kokoro").is_dir():
        pytest.skip("needs the model: narrator engines --fetch kokoro")
    rough = write_story(tmp_path / "rough", "“Who goes there?” said Mara.\n\nNobody spoke.")
    in_time = [kill_build(rough, "kokoro", growth) for growth in (6, 2)]
    assert any(in_time)
    check_the_end(tmp_path, "kokoro")
