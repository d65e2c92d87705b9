"""Other ways to say a line that failed."""

from dataclasses import replace

import pytest
from odd_engine import OddEngine

from narrator.options import Options
from narrator.preparing import prepare
from narrator.proof.mending import TRIES, list_ways
from narrator.script.edits import name_line, write_splits

STORY = """# One

She lifted the lamp, and he went to the door.

Nobody spoke at all
"""


@pytest.fixture
def prepared(tmp_path, settings):
    """A book that hums, every take alike."""
    path = tmp_path / "story.md"
    path.write_text(STORY, encoding="utf-8")
    return prepare(path, options=Options(), settings=replace(settings, engine="tone"))


def find_ways(prepared, number, engine):
    """Give the other ways to say a line."""
    line = list(prepared.plan.lines)[number]
    return line, list(list_ways(line, [prepared.plan.jobs[key] for key in line.keys], engine))


def test_a_line_is_split_where_takes_are_alike(prepared, settings):
    """The parts are those that the plan makes of what is written into the edits file."""
    line, ((split, jobs), *_) = find_ways(prepared, 1, prepared.engines["tone"])
    assert [job.speech.text for job in jobs] == ["She lifted the lamp,", "and he went to the door."]
    write_splits(prepared.path.with_suffix(".edits.toml"), {name_line(line.segment): split.parts})
    again = prepare(prepared.path, options=Options(), settings=replace(settings, engine="tone"))
    assert list(again.plan.lines)[1] == split


def test_a_line_without_a_pause_stays_whole(prepared):
    """There is no other way to say a line that can be cut nowhere."""
    assert find_ways(prepared, 2, prepared.engines["tone"])[1] == []


def test_takes_come_first_where_they_differ(prepared):
    """An engine that varies is asked for other takes before the line is split."""
    _, ways = find_ways(prepared, 1, OddEngine(varies=True))
    assert [(way.take, way.parts) for way, _ in ways[:TRIES]] == [(2, 1), (3, 1), (4, 1), (5, 1)]
    assert all(way.parts > 1 for way, _ in ways[TRIES:])
