"""``narrator take``, and making only some lines, with an engine whose takes differ."""

import functools
import json
from pathlib import Path

import pytest


@pytest.fixture
def run(narrator, varied):
    """Run the real program with that engine."""
    return functools.partial(narrator, **varied)


@pytest.fixture
def built(run, story):
    """Build the story, then make another take of one line."""
    assert run("build", story).returncode == 0
    done = run("build", story, "--segment", "2:2", "--fresh", "--json")
    assert json.loads(done.stdout)["clips"]["made"] == 1, done.stderr
    return story


def list_takes(run, story, *options):
    """Give the takes that are told of, as (segment, take, whether it is heard)."""
    rows = json.loads(run("take", "list", story, "--json", *options).stdout)["takes"]
    assert all(Path(clip).is_file() for row in rows for clip in row["clips"])
    return [(row["segment"], row["take"], row["chosen"]) for row in rows]


def test_takes_are_listed_where_there_is_a_choice(run, built):
    """Lines with several takes are listed, with that which is heard; others where asked for."""
    assert list_takes(run, built) == [("2:2", 1, False), ("2:2", 2, True)]
    assert list_takes(run, built, "--segment", "1:2") == [("1:2", 1, True)]
    assert "heard" in run("take", "list", built).stdout


def test_a_take_is_chosen(run, built, tmp_path):
    """What is chosen is written beside the manuscript, and heard; nothing is made for it."""
    book = tmp_path / "output" / "the-lamp" / "The Lamp.m4b"
    second = book.read_bytes()
    assert run("take", "use", built, "2:2", "1").returncode == 0
    assert list_takes(run, built) == [("2:2", 1, True), ("2:2", 2, False)]
    assert json.loads(run("build", built, "--json").stdout)["clips"]["made"] == 0
    assert book.read_bytes() != second
    run("take", "use", built, "2:2", "2")
    run("build", built)
    assert book.read_bytes() == second


def test_a_take_is_heard_by_itself(run, built, tmp_path):
    """A take's clip is told by its path, or written as any kind of file."""
    assert Path(run("take", "get", built, "2:2").stdout.strip()).suffix == ".flac"
    for take in "12":
        done = run("take", "get", built, "2:2", take, "-o", f"take{take}.wav")
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "take1.wav").read_bytes() != (tmp_path / "take2.wav").read_bytes()


def test_what_is_not_there_is_told(run, built):
    """A take, a segment or a format that does not exist gets a line and exit code 2."""
    for arguments, message in {
        ("use", "2:2", "7"): "at hand: 1 and 2",
        ("use", "2:9", "1"): "no segment 2:9",
        ("get", "2:2", "2", "-o", "x.xyz"): ".mp3",
        ("get", "x:2"): "'x:2' is no segment",
        ("use", "2:2", "0"): "from 1 up",
    }.items():
        action, *rest = arguments
        done = run("take", action, built, *rest)
        assert (done.returncode, message in done.stderr) == (2, True), done.stderr


def test_only_one_speaker_is_said_anew(run, built):
    """With --speaker, another take is made of what that one says, and of nothing else."""
    done = run("build", built, "--speaker", "Jonas", "--fresh", "--json")
    assert json.loads(done.stdout)["clips"]["made"] == 1
    assert {segment for segment, *_ in list_takes(run, built)} == {"1:4", "2:2"}


def test_only_what_failed_is_tried_again(run, story):
    """With --failed, a line that failed is asked for again, and a new line is left alone."""
    story.write_text("# One\n\nIt is unspeakable.\n\nThe lamp.\n", encoding="utf-8")
    assert run("build", story).returncode == 5
    story.write_text("# One\n\nIt is unspeakable.\n\nThe sea.\n", encoding="utf-8")
    report = json.loads(run("plan", story, "--failed", "--json").stdout)
    assert report["missing"] == 1
    report = json.loads(run("build", story, "--failed", "--json").stdout)
    assert [failure["segments"] for failure in report["failed"]] == [["1:2"]]


def test_a_line_alone_is_made_although_its_chapter_is_not_whole(run, story):
    """Of a new book, one line can be made and heard; it is said that no chapter is whole."""
    done = run("build", story, "--segment", "1:2")
    assert done.returncode == 0, done.stderr
    assert "no chapter is whole" in done.stdout
    assert run("take", "get", story, "1:2").stdout.endswith(".flac\n")


def test_nobody_of_that_name_is_told(run, story):
    """A speaker who does not speak gets a line and exit code 2."""
    done = run("build", story, "--speaker", "Nemo")
    assert (done.returncode, "'Nemo'" in done.stderr) == (2, True)
