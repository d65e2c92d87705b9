"""A book listened to, as ``narrator proof`` does it: Piper says it, Whisper hears it."""

import json
import shutil
import time
from dataclasses import replace

import pytest

from narrator.cache.shared import open_store
from narrator.cli.main import main
from narrator.cli.proof import listen_back
from narrator.errors import DeliveryError, UsageError
from narrator.options import Options
from narrator.pipeline import narrate, prepare
from narrator.preparing import JOURNAL
from narrator.proof.alongside import hearing_alongside
from narrator.proof.whisper import find_ears
from narrator.queue.events import ClipMade
from narrator.queue.job import clip_name
from narrator.queue.journal import open_journal

STORY = """---
title: The <b>Lamp</b>
---

# One

“Who goes there?” said Mara, and she lifted the lamp.

“Nobody at all,” said Jonas.
"""


@pytest.fixture
def book(tmp_path, settings, whisper, speak):  # noqa: ARG001  they skip where a model is missing
    """A short book that is built, with the settings it was built with."""
    path = tmp_path / "story.md"
    path.write_text(STORY, encoding="utf-8")
    settings = replace(settings, engine="piper")
    narrate(path, options=Options(formats=("m4b",)), settings=settings)
    return path, settings


def prove(book, capsys, **options):
    """Listen to the book, and give the report, and whether it passed."""
    path, settings = book
    prepared = prepare(path, options=Options(), settings=settings)
    failing = False
    try:
        listen_back(prepared, settings, Options(), as_json=True, **options)
    except DeliveryError:
        failing = True
    return json.loads(capsys.readouterr().out), not failing


def find_clips(book):
    """Give the files of the clips, by segment."""
    path, settings = book
    store = open_store(settings.cache)
    lines = prepare(path, options=Options(), settings=settings).plan.lines
    return {it.segment.id: store.path(clip_name(it.keys[0])) for it in lines if it.keys}


def test_a_good_book_passes_and_is_heard_once(book, capsys):
    """Good lines pass; a second run listens to nothing."""
    report, passed = prove(book, capsys)
    assert (passed, report["failed"], report["listened"]) == (True, 0, report["lines"])
    report, passed = prove(book, capsys)
    assert (passed, report["listened"]) == (True, 0)


def test_a_wrong_line_is_found_shown_and_mended(book, capsys):
    """Another line's clip is found, can be played from the page, and is replaced by a take."""
    clips = find_clips(book)
    shutil.copyfile(clips["1:2"], clips["1:4"])
    report, passed = prove(book, capsys)
    (worst, *_) = report["worst"]
    reasons = " ".join(reason["text"] for reason in worst["reasons"])
    assert (passed, worst["segment"], report["failed"]) == (False, "1:4", 1)
    assert "who goes there" in reasons
    assert "not as it was measured" in reasons
    page = next((book[1].output).glob("*/proof.html"))
    assert (page.parent / "proof" / "1-4-1.flac").is_file()
    assert "<b>" not in page.read_text(encoding="utf-8")
    report, passed = prove(book, capsys, fix=True)
    assert (passed, report["fixed"][0]["segment"]) == (True, "1:4")
    assert "take = 2" in (book[0].parent / "story.edits.toml").read_text(encoding="utf-8")
    assert prove(book, capsys)[1]


def test_a_damaged_clip_is_told(book, capsys):
    """A clip that cannot be read any more is a fault; it is left where it is."""
    clip = find_clips(book)["1:3"]
    clip.write_bytes(clip.read_bytes()[:-400])
    report, passed = prove(book, capsys)
    assert not passed
    assert "damaged" in report["worst"][0]["reasons"][0]["text"]
    assert clip.is_file()


def test_what_is_not_made_cannot_be_heard(tmp_path, settings, whisper):  # noqa: ARG001  it skips
    """A book of which nothing is made, and a folder without a model, each get a line."""
    path = tmp_path / "story.md"
    path.write_text(STORY, encoding="utf-8")
    prepared = prepare(path, options=Options(), settings=settings)
    with pytest.raises(UsageError, match="narrator build"):
        listen_back(prepared, settings, Options())
    with pytest.raises(UsageError, match=r"model\.bin"):
        find_ears(settings.models, tmp_path)


def test_clips_are_heard_while_others_are_made(book, capsys):
    """What was told of is listened to by and by; the proof then finds it heard."""
    _, settings = book
    journal = settings.data / JOURNAL
    keys = [clip.stem for clip in find_clips(book).values()]
    with hearing_alongside(settings, journal, find_ears(settings.models)) as tell:
        for key in [*keys, "unknown"]:
            tell(ClipMade(key, 1.0, 1))
        while count_verdicts(journal) < len(set(keys)):
            time.sleep(0.05)
    report, passed = prove(book, capsys)
    assert (passed, report["listened"]) == (True, 0)


def count_verdicts(journal):
    """Count the clips that were listened to."""
    with open_journal(journal) as opened:
        return opened.connection.execute("SELECT count(*) FROM verdicts").fetchone()[0]


def test_build_listens_where_asked(book, monkeypatch, capsys):
    """With --proof, build ends with 6 where a line is not what it should be, else with 0."""
    path, settings = book
    for name in ("data", "cache", "models", "output", "engine"):
        monkeypatch.setenv(f"NARRATOR_{name.upper()}", str(getattr(settings, name)))
    build = ["build", str(path), "--format", "m4b", "--proof"]
    assert main(build) == 0
    assert "5 lines, 0 fail" in capsys.readouterr().out
    clips = find_clips(book)
    shutil.copyfile(clips["1:2"], clips["1:4"])
    assert main(build) == 6
    assert "1:4" in capsys.readouterr().out
