"""Which lines are to be made."""

from dataclasses import replace

import pytest
from odd_engine import OddEngine

from narrator.errors import UsageError
from narrator.manuscript.model import Metadata, Place
from narrator.queue.job import clip_name
from narrator.queue.plan import make_plan
from narrator.queue.selection import Selection, check_selection
from narrator.queue.takes import find_takes
from narrator.script.edits import name_line
from narrator.script.model import Script, ScriptChapter, Segment, Speaker

LINES = {"1:1": "Mara", "1:2": "Jonas", "2:1": "Jonas", "2:2": "Mara"}
VOICES = {"Mara": "tone:alto", "Jonas": "tone:bass"}


def segment_of(name):
    """Make a segment that says its own name."""
    speaker, text = LINES[name], f"Line {name}."
    return Segment(name, "speech", speaker, text, text, Place("a", 1, 0, 1), "sentence", 0)


@pytest.fixture
def script():
    """Give a script of two chapters, in each of which both speak."""
    chapters = [
        ScriptChapter(number, f"Chapter {number}", tuple(map(segment_of, names)))
        for number, names in (("1", ("1:1", "1:2")), ("2", ("2:1", "2:2")))
    ]
    speakers = tuple(Speaker(name, 2) for name in VOICES)
    return Script(Metadata("A Book"), tuple(chapters), speakers=speakers)


def plan_of(script, known=(), **options):
    """Plan a script with an engine whose takes differ."""
    engines = {"tone": OddEngine(varies=True)}
    return make_plan(script, voices=VOICES, engines=engines, known=known, **options)


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [
        ({}, ["1:1", "1:2", "2:1", "2:2"]),
        ({"chapters": {2}}, ["2:1", "2:2"]),
        ({"segments": {"1:2", "2:2"}}, ["1:2", "2:2"]),
        ({"speakers": {"Mara"}}, ["1:1", "2:2"]),
        ({"speakers": {"Mara"}, "chapters": {1}}, ["1:1"]),
        ({"clips": set()}, []),
    ],
)
def test_only_the_chosen_lines_are_wanted(script, selection, chosen):
    """A line is wanted if it is asked for in every way, and with it its voice's gauge."""
    chosen_ways = {name: frozenset(values) for name, values in selection.items()}
    plan = plan_of(script, selection=Selection(**chosen_ways))
    assert [line.segment.id for line in plan.lines] == chosen
    voices = {VOICES[LINES[name]] for name in chosen}
    gauges = {key for voice, key in plan.gauges.items() if voice in voices}
    said = [job.speech.text for job in plan.wanted if job.key not in gauges]
    assert said == [f"Line {name}." for name in chosen]
    assert gauges <= {job.key for job in plan.wanted}


def test_lines_are_chosen_by_their_clips(script):
    """What failed is chosen by the key of its clip; its voice's gauge is one that it needs."""
    key = plan_of(script).chapters[1].lines[0].keys[0]
    plan = plan_of(script, selection=Selection(clips=frozenset({key, "of another book"})))
    assert [line.segment.id for line in plan.lines] == ["2:1"]
    gauge = plan.gauges["tone:alto"]
    plan = plan_of(script, selection=Selection(clips=frozenset({gauge})))
    assert [line.segment.id for line in plan.lines] == ["1:1", "2:2"]


def test_fresh_takes_are_of_the_chosen_lines_alone(script):
    """Another take is asked for of what is chosen; all else keeps its own."""
    known = {clip_name(key) for key in plan_of(script).jobs}
    selection = Selection(segments=frozenset({"1:2"}))
    plan = plan_of(script, known, selection=selection, fresh=True)
    takes = {line.segment.id: line.take for it in plan.chapters for line in it.lines}
    assert takes == {"1:1": 1, "1:2": 2, "2:1": 1, "2:2": 1}
    assert [job.take for job in plan.missing] == [2]


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection(chapters=frozenset({1, 3})), "no chapter 3: this book has 2"),
        (Selection(segments=frozenset({"1:9"})), "no segment 1:9"),
        (Selection(speakers=frozenset({"Nemo"})), "'Nemo'"),
    ],
)
def test_what_the_book_does_not_have_is_told(script, selection, message):
    """A chapter, a segment or a speaker that is not there is named."""
    check_selection(Selection(), script)
    with pytest.raises(UsageError, match=message):
        check_selection(selection, script)


def test_takes_are_found_in_order(script):
    """All takes at hand are found, also above one that has gone, with the clips of each."""
    chosen = {name_line(segment_of("1:1")): 3}
    plans = [plan_of(script), plan_of(script, takes=chosen)]
    known = {clip_name(key) for plan in plans for key in plan.jobs}
    found = next(find_takes(plans[1], known))
    assert (found.line.take, list(found.clips)) == (3, [1, 3])
    assert found.clips[3] == found.line.keys
    other = replace(plans[1], selection=Selection(segments=frozenset({"2:2"})))
    assert [list(it.clips) for it in find_takes(other, known)] == [[1]]
