"""Voices that speak nothing are given up; a voice that was heard never is."""

import time
from dataclasses import replace

import pytest
from odd_engine import OddEngine

from narrator import engines
from narrator.errors import SpeechError
from narrator.options import Options
from narrator.pipeline import narrate
from narrator.queue.doubts import ENOUGH

LINES = 3 * ENOUGH


class Mute(OddEngine):
    """Has one voice that says nothing at all."""

    def speak(self, speech):
        """Refuse, or hum."""
        clip = super().speak(speech)
        if speech.voice == "bass":
            raise SpeechError("There is no such reference.")
        return clip


@pytest.fixture
def mute(monkeypatch, settings, tmp_path):
    """Settings with an engine one of whose voices is mute; it keeps a log of what it is asked."""
    engine = Mute(log=tmp_path / "log", name="mute", workers="threads")
    monkeypatch.setitem(engines.OURS, "mute", lambda _: engine)
    return replace(settings, engine="mute", jobs=2)


def write_story(path, line):
    """Write a story of many such lines, each of them with its number."""
    lines = (f"{line} {number}." for number in range(LINES))
    path.write_text("\n\n".join(["# One", "It was late.", *lines]), encoding="utf-8")
    return path


def test_a_voice_that_speaks_nothing_is_given_up(mute, tmp_path):
    """After some clips no more of it are tried; another voice's lines are all made."""
    story = write_story(tmp_path / "story.md", "Tom says: “We have")
    story.write_text(story.read_text().replace(".\n\nTom", ".” said Tom.\n\nTom"), "utf-8")
    voices = {"narrator": "mute:alto", "Tom": "mute:bass"}
    (tmp_path / "story.cast.toml").write_text(
        "".join(f'[speakers.{name}]\nvoice = "{voice}"\n' for name, voice in voices.items())
    )
    book = narrate(story, options=Options(), settings=mute)
    spoken = [it for it in book.prepared.plan.jobs.values() if it.speech.voice == "bass"]
    failed = [it.reason for it in book.outcome.failed]
    untried = [it for it in failed if "not tried" in it]
    assert len(failed) == len(spoken) > 2 * ENOUGH
    assert ENOUGH <= len(failed) - len(untried) <= ENOUGH + mute.jobs
    assert book.outcome.made == len(book.prepared.plan.jobs) - len(spoken)


class Hesitant(OddEngine):
    """Refuses at once, and takes its time for what it does say."""

    def speak(self, speech):
        """Hum, unless a word says otherwise."""
        if "refuse" not in speech.text:
            time.sleep(0.5)
        return super().speak(speech)


def test_a_voice_that_speaks_late_is_tried_again(monkeypatch, settings, tmp_path):
    """What was set aside while its first clip was in hand is made after all."""
    engine = Hesitant(name="hesitant", workers="threads")
    monkeypatch.setitem(engines.OURS, "hesitant", lambda _: engine)
    lines = [f"Please refuse this {number}." for number in range(ENOUGH + 2)]
    story = tmp_path / "story.md"
    story.write_text("\n\n".join(["# Now refuse", *lines, "It was late.", "So it was."]), "utf-8")
    told = replace(settings, engine="hesitant", jobs=2)
    book = narrate(story, options=Options(), settings=told)
    assert {it.reason for it in book.outcome.failed} == {"It will not say that."}
    assert book.outcome.made == len(book.prepared.plan.jobs) - len(book.outcome.failed)


def test_a_voice_that_was_heard_is_not_given_up(mute, tmp_path):
    """However many lines in a row cannot be spoken, the next is tried, in a later run too."""
    for _ in range(2):
        story = write_story(tmp_path / "story.md", "Please refuse this")
        (tmp_path / "log").unlink(missing_ok=True)
        book = narrate(story, options=Options(), settings=mute)
        assert len(book.outcome.failed) == LINES
        assert (tmp_path / "log").read_text(encoding="utf-8").count("refuse") == LINES
