"""From a manuscript to its script."""

from hypothesis import given
from script.strategies import manuscripts

from narrator.manuscript import read
from narrator.manuscript.model import Block, Chapter, Manuscript, Mark, Metadata, Place
from narrator.script import NARRATOR, Pauses, write_script


def make(*texts, tagged=False):
    """Return the segments of a chapter of paragraphs."""
    blocks = [paragraph(text, number) for number, text in enumerate(texts, start=1)]
    chapters = (Chapter("One", tuple(blocks)),)
    return write_script(Manuscript(Metadata("T"), chapters, tagged=tagged)).chapters[0].segments


def paragraph(text, number=1, marks=()):
    """Return a paragraph."""
    return Block("paragraph", text, Place("a.md", number, 0, len(text)), tuple(marks))


def squeezed(text):
    """Return ``text`` without white space."""
    return "".join(text.split())


@given(manuscript=manuscripts())
def test_nothing_is_lost(manuscript):
    """The text of every block is in its segments, in order, or in what is skipped."""
    script = write_script(manuscript)
    printed = {}
    for segment in [each for chapter in script.chapters for each in chapter.segments]:
        printed.setdefault(segment.place.paragraph, []).append(segment.text)
    for skipped in script.skipped:
        printed.setdefault(skipped.place.paragraph, []).append(skipped.text)
    for block in [block for chapter in manuscript.chapters for block in chapter.blocks]:
        assert squeezed("".join(printed.get(block.place.paragraph, []))) == squeezed(block.text)


@given(manuscript=manuscripts())
def test_every_segment_has_its_place_and_words(manuscript):
    """A segment's place gives its text, there is something to say in it, and a name of its own."""
    blocks = [block for chapter in manuscript.chapters for block in chapter.blocks]
    printed = {block.place.paragraph: block.text for block in blocks}
    script = write_script(manuscript)
    segments = [segment for chapter in script.chapters for segment in chapter.segments]
    for segment in segments:
        place = segment.place
        assert printed[place.paragraph][place.start : place.end] == segment.text
        assert segment.text == segment.text.strip() != ""
        assert any(map(str.isalnum, segment.spoken))
    assert len({segment.id for segment in segments}) == len(segments)


def test_speech_that_goes_on_keeps_its_speaker():
    """Where a quote is not closed, the next paragraph is said by the same, and no further one."""
    segments = make("“No,” said Ann.", "“One,” said Tom. “Two.", "“Three.”", "“Four.”")
    speech = [each.speaker for each in segments if each.kind == "speech"]
    assert speech == ["Ann", "Tom", "Tom", "Tom", "Ann"]


def test_what_follows_decides_the_silence():
    """Each boundary has its own pause, and the last segment ends the chapter."""
    segments = make("“One,” said Tom. Then two.", "Three.")
    assert [each.after for each in segments] == ["turn", "sentence", "paragraph", "chapter"]
    assert [each.pause_ms for each in segments] == [Pauses().after(each.after) for each in segments]


def test_one_speaker_has_one_name():
    """Holmes and Sherlock Holmes are one speaker with an alias; tags are left as they are."""
    chapters = (
        Chapter("One", (paragraph("“A,” said Sherlock Holmes."), paragraph("“B,” said Holmes."))),
    )
    script = write_script(Manuscript(Metadata("T"), chapters))
    (holmes,) = [each for each in script.speakers if each.name != NARRATOR]
    assert (holmes.name, holmes.segments, holmes.aliases) == ("Sherlock Holmes", 2, ("Holmes",))


def test_text_before_a_tag_is_searched_for_speech():
    """In a manuscript without tags everywhere, dialogue before the first tag is found."""
    marks = [Mark("tag", 17, 17, "Bob (quietly)")]
    block = paragraph("“A,” said Alice. “B,” he said.", marks=marks)
    segments = write_script(Manuscript(Metadata("T"), (Chapter("One", (block,)),))).chapters[0]
    assert [(each.speaker, each.direction) for each in segments.segments] == [
        ("Alice", None),
        (NARRATOR, None),
        ("Bob", "quietly"),
    ]


def test_what_is_said_as_one_is_not_cut():
    """A spoken override keeps its run whole, across sentences and speakers."""
    text = "Go. Stop. Run."
    block = paragraph(text, marks=[Mark("say", 0, 9, "Go and stop."), Mark("tag", 4, 4, "Bob")])
    (chapter,) = write_script(Manuscript(Metadata("T"), (Chapter("One", (block,)),))).chapters
    assert [(each.speaker, each.spoken) for each in chapter.segments] == [
        (NARRATOR, "Go and stop."),
        ("Bob", "Run."),
    ]


def test_a_chapter_that_says_nothing_is_left_out():
    """Chapters are numbered as they are heard."""
    chapters = (Chapter("Plate", (paragraph("* * *"),)), Chapter("One", (paragraph("Words."),)))
    script = write_script(Manuscript(Metadata("T"), chapters))
    assert [(each.id, each.title) for each in script.chapters] == [("1", "One")]
    assert [each.rule for each in script.skipped] == ["no-words"]


def test_a_whole_novel(data):
    """Every block of a novel is in the script, and its people are found."""
    manuscript = read(data / "markdown" / "pride-and-prejudice.md")
    script = write_script(manuscript)
    printed = "".join(block.text for each in manuscript.chapters for block in each.blocks)
    said = "".join(segment.text for each in script.chapters for segment in each.segments)
    lost = "".join(each.text for each in script.skipped[len(manuscript.skipped) :])
    assert squeezed(said + lost) == squeezed(printed)
    genders = {each.name: each.gender for each in script.speakers}
    assert (genders["Elizabeth"], genders["Mr. Bennet"], genders["Jane"]) == (
        "female",
        "male",
        "female",
    )
