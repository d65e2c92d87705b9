"""What can be watched: events on standard error, in a file, and in Python."""

import json

import pytest

import narrator as library


def read_log(text):
    """Give the events of a log, without their times."""
    events = [json.loads(line) for line in text.splitlines()]
    assert all(event.pop("at").endswith("+00:00") for event in events)
    return events


def kinds(events):
    """Give the kinds of events in order, each run of one kind once."""
    names = [event["event"] for event in events]
    return [name for name, before in zip(names, [None, *names], strict=False) if name != before]


def test_a_build_is_told_as_json(narrator, story):
    """Every line of standard error is an event, and standard output stays as it is."""
    done = narrator("build", story, "--log", "json", "--json")
    events = read_log(done.stderr)
    order = ["planned", "started", "clip_made", "chapter_encoded", "book_bound"]
    assert kinds(events) == order
    report = json.loads(done.stdout)
    assert events[0]["missing"] == events[1]["clips"] == report["clips"]["made"]
    bound = [event["path"] for event in events if event["event"] == "book_bound"]
    assert bound == [file["path"] for file in report["files"]]


def test_a_log_file_is_added_to(narrator, story, tmp_path, varied):
    """Two runs stand one after the other; an error that ends one is its last line."""
    story.write_text("# One\n\nIt is unspeakable.\n\nThe lamp.\n", encoding="utf-8")
    for _ in range(2):
        done = narrator("build", story, "--log-file", "build.log", **varied)
        assert done.returncode == 5, done.stderr
        assert "Segment 1:2 failed" in done.stderr
    events = read_log((tmp_path / "build.log").read_text(encoding="utf-8"))
    assert kinds(events).count("planned") == 2
    assert events[-1]["event"] == "stopped"
    assert events[-1]["code"] == 5
    failed = [event for event in events if event["event"] == "clip_failed"]
    assert [event["segments"] for event in failed] == [["1:2"], ["1:2"]]


def test_a_log_that_cannot_be_written_is_told(narrator, story):
    """A log file in a folder that is not there gets a line and exit code 7."""
    done = narrator("build", story, "--log-file", "nowhere/build.log")
    assert (done.returncode, "nowhere" in done.stderr) == (7, True)


def test_a_python_program_listens(settings, story):
    """``listen`` hears typed events, whose names the package itself has."""
    heard = []
    library.narrate(story, options=library.Options(), settings=settings, listen=heard.append)
    assert isinstance(heard[0], library.Planned)
    bound = [event for event in heard if isinstance(event, library.BookBound)]
    assert all(event.path.is_file() and event.made for event in bound)
    assert len(bound) == 3


@pytest.mark.parametrize("name", [name for name in library.__all__ if name[0].isupper()])
def test_every_public_name_is_there(name):
    """What the package lists, it has."""
    assert getattr(library, name)
