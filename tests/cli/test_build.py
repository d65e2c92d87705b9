"""``narrator build``, as a user runs it, with the tone engine."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest


def test_a_manuscript_becomes_a_book(narrator, story, tmp_path):
    """Build makes an m4b and an mp3 a chapter, and says what, how long and where."""
    done = narrator("build", story)
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in (tmp_path / "output" / "the-lamp").iterdir())
    assert names == ["01 - One.mp3", "02 - Two.mp3", "The Lamp.m4b"]
    assert "The Lamp: 2 chapters, 0:" in done.stdout
    assert "The Lamp.m4b" in done.stdout
    assert "Try next" in done.stdout


def test_a_second_run_makes_nothing(narrator, story):
    """Running again makes no clip and writes no file."""
    narrator("build", story)
    report = json.loads(narrator("build", story, "--json").stdout)
    assert report["clips"] == {"made": 0, "failed": 0, "left": 0}
    assert [file["made"] for file in report["files"]] == [False, False, False]


def test_a_changed_line_makes_one_clip_and_its_chapter(narrator, story):
    """After an edit only that clip is made, and only the files that hold it are written."""
    narrator("build", story)
    story.write_text(
        story.read_text(encoding="utf-8").replace("went round", "stood still"), encoding="utf-8"
    )
    report = json.loads(narrator("build", story, "--json").stdout)
    assert report["clips"]["made"] == 1
    made = [Path(file["path"]).name for file in report["files"] if file["made"]]
    assert made == ["The Lamp.m4b", "02 - Two.mp3"]


def test_a_part_never_replaces_the_whole(narrator, story, tmp_path):
    """One chapter alone is made under a name of its own where the book is not at hand."""
    done = narrator("build", story, "--chapters", "2")
    names = sorted(path.name for path in (tmp_path / "output" / "the-lamp").iterdir())
    assert names == ["02 - Two.mp3", "The Lamp (chapter 2).m4b"], done.stderr
    assert "Try next" in done.stdout
    narrator("build", story)
    whole = (tmp_path / "output" / "the-lamp" / "The Lamp.m4b").read_bytes()
    narrator("build", story, "--chapters", "2")
    assert (tmp_path / "output" / "the-lamp" / "The Lamp.m4b").read_bytes() == whole


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere.md"], 3, "nowhere.md"),
        (["picture.png"], 3, "picture.png"),
        (["empty.md"], 3, "empty.md"),
        (["broken.md"], 3, "broken.md"),
        (["story.md", "--engine", "harp"], 2, "harp"),
        (["story.md", "--voice", "altoo"], 2, "alto"),
        (["story.md", "--format", "m4q"], 2, "m4q"),
        (["story.md", "--chapters", "9"], 2, "no chapter 9"),
        (["story.md", "--chapters", "x"], 2, "'x'"),
        (["story.md", "--chapters", "²"], 2, "'²' is no chapter"),
        (["story.md", "--chapters", "1-99999999999"], 2, "from 1 to 9999"),
        (["story.md", "--jobs", "0"], 2, "not '0'"),
        (["story.md", "--jobs", "-1"], 2, "not '-1'"),
        (["story.md", "--threshold", "2"], 2, "0 to 1"),
        (["story.md", "--threshold", "nan"], 2, "0 to 1"),
        (["story.md", "--voice", ""], 2, "a name is needed"),
        (["story.md", "--output", "/proc/x"], 7, "Choose another place"),
        (["story.md", "--cast", "nobody.toml"], 3, "nobody.toml"),
        (["story.md", "--output", "story.md"], 7, "story.md"),
        (["story.md", "--cache", "story.md"], 7, "story.md"),
        (["story.md", "--engine", "kokoro"], 4, "narrator engines --fetch kokoro"),
    ],
)
def test_bad_input_gets_a_sentence_and_its_code(
    narrator, story, tmp_path, arguments, code, message
):
    """What is wrong is named in one sentence, with its exit code and without a traceback."""
    assert story.is_file()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / "empty.md").write_text("\n\n")
    (tmp_path / "broken.md").write_text("---\ntitle: [\n---\n\nText.\n")
    done = narrator("build", *arguments)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 3


def test_a_full_disk_is_told_and_what_was_made_is_kept(narrator, story, tmp_path):
    """On a disk that fills up the build stops with one sentence; with room again it goes on."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("optional: only who may mount a small disk can fill it")
    try:
        story.write_text(
            story.read_text(encoding="utf-8")
            + "\n\n".join(f"Line {n} of many." * 9 for n in range(40))
        )
        done = narrator("build", story, NARRATOR_CACHE=str(disk))
        assert done.returncode == 7, done.stderr
        assert "Free some space" in done.stderr
        assert "Traceback" not in done.stderr
        kept = len(list(disk.glob("clips/*/*.flac")))
        assert kept
        subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
        again = narrator("build", story, "--json", NARRATOR_CACHE=str(disk))
        assert again.returncode == 0, again.stderr
        report = json.loads(again.stdout)
        assert report["clips"]["made"] == len(list(disk.glob("clips/*/*.flac"))) - kept
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_damaged_clips_are_told_and_made_again(narrator, story, tmp_path):
    """Clips that rotted on the disk are told of and made again, in the same run."""
    narrator("build", story)
    cache = tmp_path / "data" / "cache"
    clips = sorted(cache.glob("clips/*/*.flac"))
    before = [clip.read_bytes() for clip in clips]
    for clip in clips[:-1]:
        clip.write_bytes(b"rotten")
    for chapter in cache.glob("chapters/*/*"):
        chapter.unlink()
    book = tmp_path / "output" / "the-lamp" / "The Lamp.m4b"
    book.unlink()
    done = narrator("build", story, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["clips"] == {"made": len(clips) - 1, "failed": 0, "left": 0}
    assert [clip.read_bytes() for clip in clips] == before
    assert clips[0].stem in done.stderr
    assert book.is_file()


def test_damaged_stretches_are_encoded_again(narrator, story, tmp_path):
    """Encoded sound that rotted on the disk is encoded again in the same run, and no clip made."""
    narrator("build", story)
    for stretch in (tmp_path / "data" / "cache").glob("chapters/*/*.m4a"):
        stretch.write_bytes(b"rotten")
    book = tmp_path / "output" / "the-lamp" / "The Lamp.m4b"
    whole = book.read_bytes()
    book.unlink()
    done = narrator("build", story, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["clips"]["made"] == 0
    assert book.read_bytes() == whole


@pytest.mark.parametrize("presses", [1, 3])
def test_ctrl_c_ends_a_build_with_a_line(start, story, tmp_path, presses):
    """Ctrl-C, once or impatiently, ends a build at work; all that is said is one line."""
    story.write_text("\n\n".join(f"Line {n} of many." for n in range(60)), encoding="utf-8")
    process = start("build", story, "--jobs", "2", NARRATOR_TONE_PACE="0.5")
    wait_for(lambda: list((tmp_path / "data").glob("cache/clips/*/*.flac")))
    for _ in range(presses):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.1)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert err.splitlines() == [
        "narrator: Stopped. What was finished is kept: the same command goes on from here."
    ]


def test_ctrl_c_while_workers_start_ends_with_a_line(start, story, tmp_path):
    """Worker processes that are still importing say nothing about a Ctrl-C."""
    process = start("build", story, "--jobs", "4", NARRATOR_TONE_PACE="0.1")
    wait_for((tmp_path / "data" / "journal.sqlite").is_file)
    time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, len(err.splitlines())) == (130, 1), err


def wait_for(happens):
    """Wait until something happens, for half a minute at most."""
    end = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_formats(narrator, story, tmp_path):
    """Every format that a story can become is made in one run, and none again in the next."""
    wanted = "mp3-book,opus,flac,wav,vtt,srt,lpf,m3u,audiobookshelf"
    done = narrator("build", story, "--format", wanted, "--part-hours", "10")
    assert done.returncode == 0, done.stderr
    files = [it for it in (tmp_path / "output" / "the-lamp").rglob("*") if it.is_file()]
    counts = {
        suffix: sum(it.suffix == suffix for it in files) for suffix in {it.suffix for it in files}
    }
    assert counts == {
        ".mp3": 3,
        ".opus": 1,
        ".flac": 2,
        ".wav": 2,
        ".vtt": 3,
        ".srt": 3,
        ".lpf": 1,
        ".m3u": 1,
        ".m4b": 1,
        ".json": 1,
    }
    again = narrator("build", story, "--format", wanted, "--json")
    assert not any(it["made"] for it in json.loads(again.stdout)["files"])


def test_formats_that_cannot_be(narrator, story):
    """An unknown format is named beside those that are known; a story is no EPUB to overlay."""
    done = narrator("build", story, "--format", "m4b,ogg")
    assert done.returncode == 2
    assert "'ogg'" in done.stderr
    assert "mp3-book, opus, flac, wav, vtt, srt, epub, lpf, m3u, audiobookshelf" in done.stderr
    done = narrator("build", story, "--format", "epub")
    assert done.returncode == 2
    assert "build from an EPUB" in done.stderr
    done = narrator("build", story, "--chapters", "1", "--format", "m3u,vtt")
    assert "only all of it becomes m3u" in done.stderr
