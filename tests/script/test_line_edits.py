"""Edits of lines, by their words."""

import pytest

from narrator.errors import ManuscriptError
from narrator.options import Options
from narrator.preparing import prepare
from narrator.script.beside import find_beside
from narrator.script.line_edits import LineEdit, place_line, read_line_edits, write_line_edit

STORY = """# One

“Yes,” said Mara. She looked up. “Yes,” said Tom.

“Who goes there?”
"""


@pytest.fixture
def story(tmp_path):
    """A manuscript in which words stand twice."""
    path = tmp_path / "story.md"
    path.write_text(STORY, encoding="utf-8")
    return path


def lines_of(story, settings):
    """Give the segments of the story as they are spoken."""
    script = prepare(story, options=Options(), settings=settings).script
    return script, {it.id: it for chapter in script.chapters for it in chapter.segments}


def edit_line(story, script, name, **changes):
    """Write an edit of a segment beside the story."""
    edit = LineEdit(*place_line(script, name), **changes)
    write_line_edit(find_beside(story, "edits"), edit)


def test_a_line_is_said_by_another(story, settings):
    """The speaker is who the file names, in every view of the script, and surely so."""
    script, lines = lines_of(story, settings)
    name = next(it.id for it in lines.values() if it.text.startswith("“Who"))
    edit_line(story, script, name, speaker="Ann", spoken="Who is it?", pause_ms=900)
    script, lines = lines_of(story, settings)
    line = lines[name]
    assert (line.speaker, line.by, line.confidence) == ("Ann", "edit", 1.0)
    assert (line.spoken, line.pause_ms, line.text) == ("Who is it?", 900, "“Who goes there?”")
    assert "Ann" in {speaker.name for speaker in script.speakers}


def test_the_line_before_tells_the_same_words_apart(story, settings):
    """Only the “Yes,” that was meant is said by another."""
    script, lines = lines_of(story, settings)
    first, second = [it.id for it in lines.values() if it.text == "“Yes,”"]
    edit_line(story, script, second, speaker="Ann", direction="softly")
    _, lines = lines_of(story, settings)
    assert (lines[first].speaker, lines[second].speaker) == ("Mara", "Ann")
    assert (lines[first].direction, lines[second].direction) == (None, "softly")


@pytest.mark.parametrize("before", ["“Yes,” said Mara. She looked up.", "up.", "She looked up."])
def test_more_or_less_than_the_line_before_may_be_named(story, settings, before):
    """What people copy from before a line is enough, whole paragraph or last word."""
    edit = LineEdit("“Yes,”", before, speaker="Ann")
    write_line_edit(find_beside(story, "edits"), edit)
    _, lines = lines_of(story, settings)
    said = [it.speaker for it in lines.values() if it.text == "“Yes,”"]
    assert said == ["Mara", "Ann"]


@pytest.mark.parametrize("marks", ['""', "‘’", "«»", "„“"])
def test_an_edit_survives_other_marks(story, settings, marks):
    """A new edition has other quotation marks, and another line before."""
    edit = LineEdit("“Who goes there?”", before="“Yes,” said Bo.", speaker="Ann")
    write_line_edit(find_beside(story, "edits"), edit)
    story.write_text(STORY.translate(dict(zip(map(ord, "“”"), marks, strict=True))), "utf-8")
    _, lines = lines_of(story, settings)
    assert [it.speaker for it in lines.values() if "Who" in it.text] == ["Ann"]


def test_an_edit_is_written_over(story):
    """A second edit of a line adds to the first, in one entry; takes beside them stay."""
    edits = find_beside(story, "edits")
    edits.write_text('# mine\n[[takes]]\nspeaker = "Mara"\ntext = "x"\ntake = 2\n')
    write_line_edit(edits, LineEdit("Yes.", speaker="Ann"))
    write_line_edit(edits, LineEdit("Yes.", direction=""))
    write_line_edit(edits, LineEdit("Yes.", speaker="Tom"))
    assert read_line_edits(edits) == (LineEdit("Yes.", speaker="Tom", direction=""),)
    assert edits.read_text().startswith("# mine\n[[takes]]")


def test_an_edit_without_a_line_is_named(story, settings):
    """What edits words that are gone changes nothing, and is told."""
    write_line_edit(find_beside(story, "edits"), LineEdit("No such words.", speaker="Ann"))
    assert prepare(story, options=Options(), settings=settings).stale == ("No such words.",)


def test_aliases_in_the_cast_are_one_speaker(story, settings):
    """Who is an alias in the cast file speaks under the one name, and in its voice."""
    cast = '[speakers.Maria]\nvoice = "bass"\naliases = ["mara", "Tom"]\n'
    find_beside(story, "cast").write_text(cast, encoding="utf-8")
    prepared = prepare(story, options=Options(), settings=settings)
    assert {speaker.name for speaker in prepared.script.speakers} == {"narrator", "Maria"}
    assert prepared.cast.voices["Maria"] == "tone:bass"


@pytest.mark.parametrize(
    "entry", ["", 'speaker = "Ann"', 'text = "x"\npause_ms = -1', 'text = "x"\nvoice = "bass"']
)
def test_what_edits_nothing_is_refused(tmp_path, entry):
    """An entry without words, or with what nobody reads, is a slip."""
    path = tmp_path / "story.edits.toml"
    path.write_text(f"[[lines]]\n{entry}\n", encoding="utf-8")
    with pytest.raises(ManuscriptError, match="edits no line"):
        read_line_edits(path)
