"""The command ``batch``, as it is typed."""

import json
import os
import signal
import time

import pytest
from misbehaving import misbehaving

from narrator.cli.main import main

CATALOG = '[[title]]\nmanuscript = "story.md"\n\n[[title]]\nmanuscript = "gone.md"\n'


@pytest.fixture
def catalog(story):
    """A catalogue of a story, and of one that is not there."""
    path = story.with_name("catalog.toml")
    path.write_text(CATALOG, encoding="utf-8")
    return path


def test_a_batch_makes_what_it_can(narrator, catalog, tmp_path):
    """What can be made is made, the rest told, and the exit code says that not all is there."""
    done = narrator("batch", catalog)
    assert done.returncode == 5, done.stderr
    assert "1 of 2 titles finished" in done.stdout
    assert "gone.md" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "output" / "the-lamp" / "The Lamp.m4b").is_file()
    report = json.loads((tmp_path / "output" / "batch.json").read_text(encoding="utf-8"))
    assert (report["done"], report["failed"]) == (1, 1)


def test_json_is_one_object(narrator, catalog):
    """The report on standard output is the one in the file."""
    done = narrator("batch", catalog, "--json")
    assert {it["state"] for it in json.loads(done.stdout)["titles"]} == {"done", "failed"}


def test_a_log_tells_of_which_title(narrator, catalog):
    """Every line of the log names its manuscript, and ends the titles and the run."""
    done = narrator("batch", catalog, "--log", "json")
    *events, last = map(json.loads, done.stderr.splitlines()[:-1])
    assert {event["manuscript"] for event in events} == {"story.md", "gone.md"}
    ended = {it["manuscript"]: it["state"] for it in events if it["event"] == "title_ended"}
    assert ended == {"story.md": "done", "gone.md": "failed"}
    assert {"planned", "clip_made", "book_bound"} <= {event["event"] for event in events}
    assert (last["event"], last["code"]) == ("stopped", 5)


def test_a_dry_run_makes_nothing(narrator, story, tmp_path):
    """Chapters, clips and the whole price are told; no folder is made."""
    path = story.with_name("catalog.csv")
    path.write_text("manuscript\nstory.md\n", encoding="utf-8")
    done = narrator("batch", path, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "1 title: $0.00" in done.stdout
    assert not (tmp_path / "output").exists()


def test_ctrl_c_ends_a_batch_with_a_line(start, tmp_path):
    """Ctrl-C ends a batch at work within seconds, says so, and the next run goes on."""
    for number in range(3):
        lines = "\n\n".join(f"Book {number}, line {n} of many." for n in range(60))
        (tmp_path / f"{number}.md").write_text(f"# Book {number}\n\n{lines}", encoding="utf-8")
    rows = "".join(f"{number}.md\n" for number in range(3))
    (tmp_path / "catalog.csv").write_text(f"manuscript\n{rows}", encoding="utf-8")
    process = start("batch", "catalog.csv", NARRATOR_TONE_PACE="0.2")
    wait_for(lambda: list((tmp_path / "data").glob("cache/clips/*/*.flac")))
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert err.splitlines()[-1:] == [
        "narrator: Stopped. What was finished is kept: the same command goes on from here."
    ]
    report = json.loads((tmp_path / "output" / "batch.json").read_text(encoding="utf-8"))
    assert [title["state"] for title in report["titles"]] == ["unfinished"] * 3
    assert report["unfinished"] == 3


def test_ctrl_c_keeps_what_is_paid_in_that_moment(start, tmp_path):
    """Clips that are in hand at Ctrl-C are kept: a batch asks for nothing twice."""
    lines = "\n\n".join(f"The lamp went round for the {n}th time." for n in range(100, 130))
    (tmp_path / "book.md").write_text(f"# One\n\n{lines}", encoding="utf-8")
    (tmp_path / "catalog.csv").write_text("manuscript\nbook.md\n", encoding="utf-8")
    with misbehaving(latency=0.7, limit=4, told=True) as server:
        network = ("--engine", "openai_compatible", "--base-url", server.url)
        process = start("batch", "catalog.csv", *network)
        wait_for(lambda: len(server.counts.asked) > 5)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 130, err
        kept = list((tmp_path / "data").glob("cache/clips/*/v1-*.flac"))
        assert len(kept) == server.counts.paid.total()


def test_a_report_that_cannot_be_written_is_told_first(start, catalog, tmp_path):
    """Nothing is spent where nobody could be told of it."""
    (tmp_path / "output" / "batch.json").mkdir(parents=True)
    process = start("batch", catalog)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 7
    assert len(err.splitlines()) == 1
    assert not list((tmp_path / "data").glob("cache/clips"))


def wait_for(happens):
    """Wait until something happens, for half a minute at most."""
    end = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_wrong_catalogue_is_one_sentence(tmp_path, capsys):
    """A catalogue that is not there has the exit code of a manuscript that is not there."""
    assert main(["batch", str(tmp_path / "nothing.csv")]) == 3
    assert len(capsys.readouterr().err.splitlines()) == 1
