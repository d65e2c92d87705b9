"""The whole flow, with an engine that does what the text tells it."""

from dataclasses import replace

import pytest
from odd_engine import OddEngine

from narrator import engines
from narrator.cache.store import FolderStore
from narrator.cli.main import main
from narrator.errors import EngineError, UsageError
from narrator.options import Options
from narrator.pipeline import name_part, narrate
from narrator.preparing import foresee, prepare
from narrator.queue.events import ClipFailed, ClipMade, Notice, Planned
from narrator.queue.job import clip_name
from narrator.script.who import decide

STORY = (
    "---\ntitle: Lamp and Sea\n---\n\n# One\n\nLamp.\n\n# Two\n\nPlease refuse this.\n\nThe sea.\n"
)


@pytest.fixture
def odd(monkeypatch, settings, tmp_path):
    """Settings with the odd engine, which keeps a log of what it says."""
    engine = OddEngine(log=tmp_path / "log", name="odd", workers="threads")
    monkeypatch.setitem(engines.OURS, "odd", lambda _: engine)
    return replace(settings, engine="odd")


@pytest.fixture
def story(tmp_path):
    """A story with a line that the engine refuses."""
    path = tmp_path / "story.md"
    path.write_text(STORY, encoding="utf-8")
    return path


def names_in(folder):
    """Give the names of the files in a folder, sorted."""
    return sorted(path.name for path in folder.iterdir())


def test_what_fails_is_left_out_and_the_rest_is_kept(odd, story):
    """One bad segment costs its chapter and the m4b, nothing else, and is told with its id."""
    book = narrate(story, options=Options(), settings=odd)
    assert names_in(book.folder) == ["01 - One.mp3"]
    assert [failure.segments for failure in book.outcome.failed] == [("2:2",)]
    assert book.outcome.made == len(book.prepared.plan.wanted) - 1


def test_gaps_are_allowed_when_asked_for(odd, story):
    """With gaps allowed the book is bound without what failed."""
    book = narrate(story, options=Options(allow_gaps=True), settings=odd)
    assert names_in(book.folder) == ["01 - One.mp3", "02 - Two.mp3", "Lamp and Sea.m4b"]


def test_only_what_failed_is_tried_again(odd, story, tmp_path):
    """A second run asks the engine for nothing but what it refused."""
    narrate(story, options=Options(), settings=odd)
    (tmp_path / "log").unlink()
    narrate(story, options=Options(), settings=odd)
    assert (tmp_path / "log").read_text(encoding="utf-8") == "Please refuse this.\n"


@pytest.mark.usefixtures("odd")
def test_a_failed_segment_has_exit_code_5(story, tmp_path, monkeypatch, capsys):
    """The command tells what failed, what is kept and what to do, with its exit code."""
    monkeypatch.setenv("NARRATOR_DATA", str(tmp_path / "data"))
    arguments = ["build", str(story), "--engine", "odd", "--output", str(tmp_path / "out")]
    assert main(arguments) == 5
    assert "2:2" in capsys.readouterr().err


def test_the_first_run_keeps_who_speaks(settings, story, monkeypatch):
    """A machine's very first build finds out who speaks, and its second one need not."""
    story.write_text("# One\n\n“Good evening,” said Tom.\n", encoding="utf-8")
    tones = replace(settings, engine="tone")
    first = narrate(story, options=Options(), settings=tones)
    monkeypatch.setattr(decide, "name_speakers", None)
    again = narrate(story, options=Options(), settings=tones)
    assert again.prepared.script == first.prepared.script
    assert "Tom" in {it.name for it in again.prepared.script.speakers}


def test_an_engine_that_can_do_nothing_ends_the_run(odd, story):
    """What no text can pass is raised; what was finished before is kept."""
    story.write_text(STORY.replace("refuse", "no-credit"), encoding="utf-8")
    with pytest.raises(EngineError, match="no credit"):
        narrate(story, options=Options(), settings=odd)
    assert prepare(story, options=Options(), settings=odd).plan.cached


def test_every_segment_is_told_of_once(odd, story):
    """Events count each segment once, as done before, made or failed."""
    events = []
    narrate(story, options=Options(), settings=odd, listen=events.append)
    planned = next(event for event in events if isinstance(event, Planned))
    made = sum(event.segments for event in events if isinstance(event, ClipMade))
    failed = sum(len(event.segments) for event in events if isinstance(event, ClipFailed))
    assert planned.done + made + failed == planned.segments == 5


def test_a_cast_file_beside_the_manuscript_is_used(settings, story):
    """A file named after the manuscript chooses voices, and an option wins over it."""
    story.with_name("story.cast.toml").write_text('[narrator]\nvoice = "bass"\n')
    prepared = prepare(story, options=Options(), settings=settings)
    assert prepared.cast.voices["narrator"] == "tone:bass"
    prepared = prepare(story, options=Options(voice="tenor"), settings=settings)
    assert prepared.cast.voices["narrator"] == "tone:tenor"


def test_a_doubtful_line_goes_to_the_narrator(settings, story):
    """Below the threshold nobody but the narrator speaks."""
    story.write_text("“Who goes there?” said Mara.\n", encoding="utf-8")
    sure = prepare(story, options=Options(), settings=settings)
    doubtful = prepare(story, options=Options(threshold=1.01), settings=settings)
    assert set(sure.cast.voices) == {"narrator", "Mara"}
    assert set(doubtful.cast.voices) == {"narrator"}


def test_too_few_voices_are_shared_and_told(settings, story):
    """A cast larger than the engine's voices shares them, says so, and the book is made."""
    cast = ["Ada", "Bea", "Cy", "Dan", "Eve", "Fay", "Gus", "Hal", "Ida"]
    lines = "\n\n".join(f"“Here,” said {name}." for name in cast)
    story.write_text(lines, encoding="utf-8")
    notices = []
    book = narrate(story, options=Options(), settings=settings, listen=notices.append)
    shared = [event.text for event in notices if isinstance(event, Notice)]
    assert len(book.files) == 2
    assert any("share a voice" in text for text in shared)


def test_a_book_of_two_engines_has_one_rate(odd, story):
    """A voice of another engine is one line away, and the book is bound all the same."""
    story.write_text("---\nvoices: {Mara: tone:bass}\n---\n\n“Who goes there?” said Mara.\n")
    book = narrate(story, options=Options(), settings=odd)
    assert set(book.prepared.engines) == {"odd", "tone"}
    assert len(book.files) == 2


@pytest.mark.parametrize(
    ("numbers", "name"),
    [([3], "chapter 3"), ([3, 4], "chapters 3-4"), ([1, 5, 6, 7], "chapters 1, 5-7")],
)
def test_a_part_is_named_by_its_chapters(numbers, name):
    """Runs of chapters are named by their ends."""
    assert name_part(numbers) == name


def test_a_new_speaker_makes_nobody_speak_anew(odd, story, tmp_path):
    """A guest on page one takes nobody's voice: only the new line is made."""
    story.write_text("“Here,” said Ada.\n\n“There,” said Bea.\n", encoding="utf-8")
    narrate(story, options=Options(), settings=odd)
    (tmp_path / "log").unlink()
    story.write_text("“Where?” said Eve.\n\n" + story.read_text(encoding="utf-8"), encoding="utf-8")
    narrate(story, options=Options(), settings=odd)
    assert "“Where?”" in (tmp_path / "log").read_text(encoding="utf-8")
    assert "“There,”" not in (tmp_path / "log").read_text(encoding="utf-8")


def test_a_voice_given_to_nobody_is_told(odd, story):
    """A name in the cast file that does not speak gets a word, not silence."""
    story.with_name("story.cast.toml").write_text('[speakers.Eve]\nvoice = "bass"\n')
    events = []
    narrate(story, options=Options(), settings=odd, listen=events.append)
    assert any("Eve" in event.text for event in events if isinstance(event, Notice))


@pytest.fixture
def paid(monkeypatch, odd, tmp_path):
    """Settings with an odd engine that wants money, and whose takes differ."""
    engine = OddEngine(
        log=tmp_path / "log", name="odd", workers="threads", price=1000.0, varies=True
    )
    monkeypatch.setitem(engines.OURS, "odd", lambda _: engine)
    return odd


def test_no_more_is_spent_than_allowed(paid, story, tmp_path):
    """The build stops before it crosses the limit, and goes on from there with a higher one."""
    story.write_text(STORY.replace("refuse", "say"), encoding="utf-8")
    whole = foresee(story, options=Options(), settings=paid)
    book = narrate(story, options=Options(max_cost=whole["price"] * 0.9), settings=paid)
    said = (tmp_path / "log").read_text(encoding="utf-8")
    assert len(said.encode()) / 1000 <= whole["price"] * 0.9
    assert len(book.outcome.left) + book.outcome.made == whole["missing"]
    rest = narrate(story, options=Options(), settings=paid)
    assert rest.outcome.made == len(book.outcome.left) > 0


def test_a_fresh_take_is_made_beside_the_old_one(paid, story):
    """A chapter's lines are said anew, stay so, and the first takes can be had back."""
    story.write_text(STORY.replace("refuse", "say"), encoding="utf-8")
    first = narrate(story, options=Options(), settings=paid)
    edits = story.with_name("story.edits.toml")
    fresh = narrate(story, options=Options(fresh=True, chapters=frozenset({1})), settings=paid)
    assert fresh.outcome.made == len(fresh.prepared.plan.chapters[0].lines)
    for options, made in ((Options(), 0), (Options(fresh=True, chapters=frozenset({1})), 2)):
        assert narrate(story, options=options, settings=paid).outcome.made == made
    assert "take = 3" in edits.read_text(encoding="utf-8")
    edits.unlink()
    again = narrate(story, options=Options(), settings=paid)
    assert (again.outcome.made, again.chapters) == (0, first.chapters)


def test_an_engine_without_other_takes_says_so(odd, story):
    """Where the same words always sound the same, asking for another take is refused."""
    with pytest.raises(UsageError, match="--fresh"):
        narrate(story, options=Options(fresh=True), settings=odd)


def test_what_was_not_tried_is_no_gap(paid, story):
    """A book that is whole is not replaced by one with holes because money ran out."""
    story.write_text(STORY.replace("refuse", "say"), encoding="utf-8")
    whole = narrate(story, options=Options(), settings=paid)
    before = {file.path: file.path.read_bytes() for file in whole.files}
    story.write_text(STORY.replace("refuse", "hear"), encoding="utf-8")
    narrate(story, options=Options(max_cost=0, allow_gaps=True), settings=paid)
    assert all(path.read_bytes() == data for path, data in before.items() if path.suffix == ".m4b")


def test_fresh_takes_that_were_not_made_are_made_first(paid, story):
    """The same command goes on where it was stopped, and makes nothing a third time."""
    story.write_text(STORY.replace("refuse", "say"), encoding="utf-8")
    narrate(story, options=Options(), settings=paid)
    fresh = narrate(story, options=Options(fresh=True), settings=paid)
    lost = next(line for line in fresh.prepared.plan.chapters[1].lines if line.keys)
    FolderStore(paid.cache).drop(clip_name(lost.keys[0]))
    again = narrate(story, options=Options(fresh=True), settings=paid)
    assert again.outcome.made == 1
    assert "take = 3" not in story.with_name("story.edits.toml").read_text(encoding="utf-8")


def test_a_take_that_may_not_be_paid_for_is_not_chosen(paid, story):
    """Without money for other takes the book stays as it was."""
    story.write_text(STORY.replace("refuse", "say"), encoding="utf-8")
    first = narrate(story, options=Options(), settings=paid)
    heard = []
    options = Options(fresh=True, max_cost=0)
    book = narrate(story, options=options, settings=paid, listen=heard.append)
    assert any(isinstance(it, Notice) and "--max-cost leaves" in it.text for it in heard)
    assert (book.outcome.made, len(book.outcome.left), book.chapters) == (0, 0, first.chapters)


def test_the_same_words_have_one_take(paid, story):
    """A line that stands in a chapter that is not asked for sounds as its twin in one that is."""
    story.write_text("# One\n\nThe sea.\n\n# Two\n\nThe sea.\n", encoding="utf-8")
    narrate(story, options=Options(), settings=paid)
    book = narrate(story, options=Options(fresh=True, chapters=frozenset({1})), settings=paid)
    takes = {line.take for it in book.prepared.plan.chapters for line in it.lines[1:]}
    assert takes == {2}


def test_a_build_that_cannot_work_keeps_no_cast(odd, story):
    """Voices are kept when there is something to hear in them, not before."""
    story.write_text("“No-credit,” said Ada.\n".replace("No", "no"), encoding="utf-8")
    with pytest.raises(EngineError):
        narrate(story, options=Options(), settings=odd)
    assert not list(odd.cache.glob("casts/*/*"))
