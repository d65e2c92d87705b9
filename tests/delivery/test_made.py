"""What is made for a profile passes it: the gate measures what mastering was told to do."""

from dataclasses import replace

import numpy as np
import pytest

from narrator.audio.codec import CODECS, encode
from narrator.book.bind import FORMATS
from narrator.delivery.gate import inspect_files
from narrator.delivery.profile import list_profiles, read_profile
from narrator.options import Options, for_profile
from narrator.pipeline import narrate

COVER = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h5v5z"/></svg>'
LINE = "The lamp was lit at six, and the boat came in with the tide behind it, as it did each day."
STORY = f"""---
title: The Lamp
author: Ann Lee
cover: cover.svg
---

# One

{LINE} “Who goes there?” asked Mara. {LINE}

# Two

{LINE} {LINE}
"""


@pytest.fixture
def story(tmp_path):
    """Give a manuscript with a cover."""
    (tmp_path / "cover.svg").write_text(COVER)
    path = tmp_path / "story.md"
    path.write_text(STORY)
    return path


@pytest.mark.parametrize("name", list_profiles())
def test_made_for_a_profile(story, settings, name):
    """Every file passes, and none is of a kind that the profile does not deliver."""
    profile = read_profile(name)
    options = for_profile(Options(), profile.master)
    book = narrate(story, options=options, settings=settings)
    verdict = inspect_files([file.path for file in book.files if file.kind != "sample"], profile)
    assert [it.tell() for it in verdict.failures] == []
    assert verdict.aside == ()
    assert verdict.parcel.files


@pytest.mark.parametrize("name", list_profiles())
def test_formats_can_be_made(name):
    """No profile asks for a format that nobody writes."""
    assert set(read_profile(name).master.formats) <= set(FORMATS)


def test_profiles_share_clips(story, settings):
    """Another profile encodes anew, and speaks only the credits."""
    narrate(story, options=Options(), settings=settings)
    options = for_profile(Options(), read_profile("acx").master)
    assert narrate(story, options=options, settings=settings).outcome.made == 4
    again = narrate(story, options=Options(), settings=settings)
    assert again.outcome.made == 0
    assert not any(file.made for file in again.files if file.kind == "m4b")


def test_sample(story, settings):
    """A sample of the text lies apart from the chapters, plays as long as it may, and passes."""
    profile = read_profile("acx")
    options = replace(for_profile(Options(), profile.master), sample=20.0)
    book = narrate(story, options=options, settings=settings)
    (sample,) = (file for file in book.files if file.kind == "sample")
    assert sample.path.parent == book.folder / "sample"
    assert 10 < sample.seconds <= 20
    assert inspect_files([sample.path], profile).failures == ()
    only = replace(options, chapters=frozenset({1}))
    again = narrate(story, options=only, settings=replace(settings, cache=settings.data / "new"))
    assert [file.kind for file in again.files] == ["mp3"]


def test_sounds_and_credits(story, settings):
    """Music, recorded credits and a passage are heard, and no word of the book is lost for it."""
    noise = np.random.default_rng(1).integers(-2000, 2000, 5 * 24_000).astype(np.int16)
    encode([noise], 24_000, story.with_name("noise.flac"), CODECS["flac"])
    story.with_suffix(".book.toml").write_text(
        "[credits]\nopening = true\nclosing = true\nown-files = false\n"
        '[sounds]\nintro = "noise.flac"\noutro = "noise.flac"\nclosing = "noise.flac"\n'
        'bed = "noise.flac"\n[[sounds.passages]]\nfile = "noise.flac"\nchapter = 2\n'
    )
    book = narrate(story, options=Options(), settings=settings)
    first, second = book.chapters
    assert [span.segment for span in first.spans][:4] == ["intro", "0:1", "0:2", "1:1"]
    assert [span.segment for span in second.spans] == ["2:1", "2:2", "2:3", "3:1", "3:2", "outro"]
    assert inspect_files([file.path for file in book.files], read_profile("listen")).passed


def test_an_m4b_for_apple(story, settings):
    """Its AAC has 256 kbit/s in every second, silences included: nothing is broken."""
    profile = read_profile("apple")
    options = for_profile(Options(), profile.master, formats=("m4b",))
    (book, *_) = narrate(story, options=options, settings=settings).files
    verdict = inspect_files([book.path], profile)
    told = {it.rule: (it.state, it.value) for it in verdict.findings}
    assert {state for state, _ in told.values()} == {"passed"}
    assert told["bitrate"][1] == pytest.approx(256, abs=0.5)
    assert told["constant"] == ("passed", True)


def test_whole_books_beside_chapters(story, settings):
    """Files of the whole book need no number, and Opus not the rate of the rest."""
    formats = ("mp3", "mp3-book", "m4b", "opus")
    book = narrate(story, options=Options(formats=formats), settings=settings)
    verdict = inspect_files([file.path for file in book.files], read_profile("listen"))
    assert [it.tell() for it in verdict.failures] == []


@pytest.mark.parametrize(
    ("asked", "said", "usual", "count"),
    [(None, "", 0.0, 1), (None, "", 0.001, 2), (None, "0", 0.001, 1), (1.0, "0.001", 0.001, 1)],
)
def test_parts(story, settings, asked, said, usual, count):
    """The option wins over the book's own file, and that over the profile."""
    if said:
        story.with_name("story.book.toml").write_text(f"[files]\npart-hours = {said}\n")
    options = Options(formats=("m4b",), part_hours=asked, usual_part_hours=usual)
    assert len(narrate(story, options=options, settings=settings).files) == count
