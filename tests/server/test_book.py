"""A book made over HTTP: Narrator as its own server's client."""

from dataclasses import replace

import pytest
from listening import count_wrong, hear, to_words
from odd_engine import OddEngine
from served import running

from narrator.engines import make_engine
from narrator.options import Options
from narrator.pipeline import narrate

STORY = """---
title: The Lamp
---

# One

“Who goes there?” said Mara. The lamp was still burning.

# Two

Nobody answered her that night.
"""


@pytest.fixture
def story(tmp_path):
    """A short manuscript."""
    path = tmp_path / "story.md"
    path.write_text(STORY, encoding="utf-8")
    return path


def build(story, settings, **changes):
    """Build the story as mp3s and m4b into a folder of its own."""
    where = replace(
        settings, output=settings.output / changes.get("server_label", "here"), **changes
    )
    return narrate(story, options=Options(), settings=where)


def test_a_book_of_tones_over_http(story, settings):
    """The server's tones make the same chapters as the engine's own, and clips of another name."""
    near = build(story, settings)
    with running(OddEngine()) as server:
        far = build(story, settings, engine="fish", base_url=server.url, server_label="tone")
        again = build(story, settings, engine="fish", base_url=server.url, server_label="tone")
        other = build(story, settings, engine="fish", base_url=server.url, server_label="other")
    assert [c.title for c in far.chapters] == [c.title for c in near.chapters]
    assert [len(c.spans) for c in far.chapters] == [len(c.spans) for c in near.chapters]
    assert far.seconds == pytest.approx(near.seconds, rel=0.1)
    assert far.outcome.made == other.outcome.made > 0 == again.outcome.made


def test_a_book_of_speech_over_http(story, settings):
    """What piper says through the server is heard as the words of the story."""
    pytest.importorskip("piper", reason="needs the extra piper")
    with running(make_engine("piper", settings)) as server:
        book = build(story, settings, engine="fish", base_url=server.url, server_label="piper")
    words = to_words(
        "One. Who goes there? said Mara. The lamp was still burning. "
        "Two. Nobody answered her that night."
    )
    heard = [word for file in book.files if file.kind == "mp3" for word in hear(file.path)]
    assert count_wrong(words, heard) <= 2
