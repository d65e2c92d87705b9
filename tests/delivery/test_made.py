"""What is made for a profile passes it: the gate measures what mastering was told to do."""

import pytest

from narrator.book.bind import FORMATS
from narrator.delivery.gate import inspect_files
from narrator.delivery.profile import list_profiles, read_profile
from narrator.pipeline import narrate
from narrator.preparing import Options, for_profile

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
