"""The plan: which clips are needed, and which are missing."""

from dataclasses import replace
from pathlib import Path

import pytest
from odd_engine import OddEngine

from narrator.engines.fish import FishEngine
from narrator.manuscript.model import Metadata, Passage, Place
from narrator.queue.job import clip_name
from narrator.queue.plan import make_plan
from narrator.queue.selection import Selection
from narrator.queue.waiting import Waiting
from narrator.script.edits import name_line
from narrator.script.model import NARRATOR, Script, ScriptChapter, Segment
from narrator.script.spoken import speak_as


def script_of(*texts, chapters=1):
    """Make a script: each text one segment of the narrator, each chapter the same."""
    segments = tuple(
        Segment(
            f"1:{number}", "narration", NARRATOR, text, text, Place("a", 1, 0, 1), "sentence", 0
        )
        for number, text in enumerate(texts, 1)
    )
    parts = tuple(ScriptChapter(str(n), f"Chapter {n}", segments) for n in range(1, chapters + 1))
    return Script(Metadata("A Book"), parts)


def plan_of(script, known=(), engine=None, **options):
    """Plan a script in the tone engine's first voice."""
    engines = {"tone": engine or OddEngine()}
    return make_plan(
        script, voices={NARRATOR: "tone:alto"}, engines=engines, known=known, **options
    )


def test_what_is_heard_twice_is_made_once():
    """Equal lines are one job, beside the one that tells how loud the voice is."""
    plan = plan_of(script_of("Yes.", "No.", "Yes.", chapters=3))
    assert [job.speech.text for job in plan.missing][1:] == ["Yes.", "No."]
    assert plan.missing[0].key == plan.gauges["tone:alto"]


def test_a_line_is_said_in_parts_where_that_was_chosen():
    """A line that is split has a clip a part; the others stay as they are."""
    script = script_of("She rose, and he sat down.", "He went, and she stayed.")
    (first, second) = plan_of(script).lines
    plan = plan_of(script, splits={name_line(first.segment): 2})
    (split, other) = plan.lines
    said = [plan.jobs[key].speech.text for key in split.keys]
    assert (said, split.parts) == (["She rose,", "and he sat down."], 2)
    assert other == second


def test_an_inserted_line_needs_one_clip():
    """Names hold no position: after an insertion only the new line is missing."""
    before = plan_of(script_of("One.", "Two."))
    known = {clip_name(key) for key in before.jobs}
    after = plan_of(script_of("One.", "And a half.", "Two."), known)
    assert [job.speech.text for job in after.missing] == ["And a half."]


def test_a_long_text_is_split_and_nothing_is_cut_off():
    """A text longer than the engine takes becomes several clips that hold all of its words."""
    text = "It went on and on, as such things do; and then it stopped. " * 9
    (line,) = plan_of(script_of(text), engine=OddEngine(longest=100)).chapters[0].lines
    plan = plan_of(script_of(text), engine=OddEngine(longest=100))
    parts = [plan.jobs[key].speech.text for key in line.keys]
    assert all(len(part) <= 100 for part in parts)
    assert " ".join(parts).split() == text.split()


def test_a_text_without_words_needs_no_clip():
    """Dots and dashes are a silence, not a job."""
    (line,) = plan_of(script_of("…")).chapters[0].lines
    assert line.keys == ()


def test_only_the_chosen_chapters_are_missing():
    """Clips of other chapters are planned, so that a whole book can be bound, but not wanted."""
    scripts = {n + 1: script_of(f"Chapter {n}.") for n in range(3)}
    texts = [replace(it.chapters[0], id=str(number)) for number, it in scripts.items()]
    plan = plan_of(
        Script(Metadata("A Book"), tuple(texts)), selection=Selection(chapters=frozenset({2}))
    )
    assert [job.speech.text for job in plan.missing][1:] == ["Chapter 1."]
    assert len(plan.jobs) == 4


@pytest.mark.parametrize("change", [{"text": "Noo."}, {"voice": "bass"}, {"take": 2}])
def test_what_is_heard_is_in_the_name(change):
    """Another text, voice or take is another clip."""
    from narrator.engine import Speech
    from narrator.queue.job import make_job

    engine = OddEngine()

    def name(text="No.", voice="alto", take=1):
        return make_job(engine, engine.identity(voice), Speech(text, voice, "en"), take).key

    assert name(**change) != name()


def test_a_job_keeps_its_name_for_ever():
    """This name is a contract with every cache there is: it must never change."""
    plan = plan_of(script_of("Yes."))
    assert (
        plan.missing[1].key == "v1-e7a99ac3ba29ec9d30747f62c08e71166457e49aab616f455a5d69ad2ea57605"
    )


def test_other_languages_are_in_the_name_where_they_are_heard():
    """An engine that says them rightly makes that line's clip anew; the others' clips stay."""
    script = script_of("So no.", "Yes.")
    passage = Passage("fr", Place("a", 1, 0, 2))
    first, *rest = script.chapters[0].segments
    first = replace(first, place=Place("a", 1, 0, 6))
    rest = [replace(each, place=Place("a", 2, 0, 4)) for each in rest]
    chapter = replace(script.chapters[0], segments=(first, *rest))
    foreign = replace(script, chapters=(chapter,), passages=(passage,))
    assert list(plan_of(foreign).jobs) == list(plan_of(script).jobs)
    plan = plan_of(foreign, engine=_Polyglot())
    assert set(plan_of(script).jobs) - set(plan.jobs) == {plan_of(script).missing[1].key}
    assert plan.missing[1].speech.foreign == (("So", "fr"),)


class _Polyglot(OddEngine):
    """Says French rightly wherever it stands."""

    def capabilities(self):
        return replace(super().capabilities(), foreign=("fr",))


@pytest.mark.parametrize(
    ("language", "sent"),
    [("de", "Er hatte 3 Hunde."), ("en", "Er hatte three Hunde.")],
)
def test_an_engine_that_reads_numbers_gets_figures(language, sent):
    """In other languages than English figures are its own to say; what somebody wrote is said."""
    place = Place("a", 1, 0, 1)
    printed, said = "Er hatte 3 Hunde.", speak_as("Er hatte 3 Hunde.", "narration", language)
    segments = tuple(
        Segment(f"1:{n}", "narration", NARRATOR, printed, spoken, place, "sentence", 0)
        for n, spoken in enumerate((said, "Er hatte ein paar Hunde."), 1)
    )
    chapters = (ScriptChapter("1", "One", segments),)
    script = Script(Metadata("A Book", language=language), chapters)
    fish = FishEngine(model="s2-pro", base_url="", label="", folder=Path("none"))
    plan = make_plan(
        script, voices={NARRATOR: f"fish:{'0' * 32}"}, engines={"fish": fish}, known=()
    )
    texts = [plan.jobs[key].speech.text for line in plan.lines for key in line.keys]
    assert texts == [sent, "Er hatte ein paar Hunde."]


def test_a_clip_makes_the_lines_whole_that_waited_only_for_it():
    """Two lines that share a clip are done with it; one that has its clip waits for none."""
    plan = plan_of(script_of("Yes.", "No.", "Yes."))
    yes, no, _ = (line.keys[0] for line in plan.lines)
    waiting = Waiting(replace(plan, cached=frozenset({no})))
    assert waiting.list_segments(yes) == ("1:1", "1:3")
    assert waiting.list_segments(no) == ()
    assert waiting.count_done(yes) == 2
