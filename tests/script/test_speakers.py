"""What the text tells of its speakers."""

import pytest

from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import NARRATOR, doubt, write_script


def script_of(*texts):
    """Return the script of a chapter of paragraphs."""
    blocks = (
        Block("paragraph", text, Place("a.md", number, 0, len(text)))
        for number, text in enumerate(texts, start=1)
    )
    return write_script(Manuscript(Metadata("T"), (Chapter("One", tuple(blocks)),)))


@pytest.mark.parametrize(
    ("texts", "gender"),
    [
        (["“A,” said Lady Jo."], "female"),
        (["“A,” said Uncle Jo."], "male"),
        (["“A,” said the King."], "male"),
        (["“A,” said Jo, shaking her head. She sat down."], "female"),
        (["“A,” said Jo, shaking his head.", "Jo was in his chair."], "male"),
        (["“A,” said Jo.", "Al saw Mr. Jo, and Mr. Jo saw him, and Mrs. Jo."], "male"),
        (["“A,” said Jo to him."], ""),
        (["“A,” said Jo.", "“B,” said Al.", "Jo told Al that he and his dog were late."], ""),
        (["“A,” said Jo, for she liked him, and he liked her."], ""),
    ],
)
def test_gender(texts, gender):
    """A title tells it, the title of a namesake, or pronouns that agree beside one name only."""
    found = {speaker.name.split()[-1]: speaker.gender for speaker in script_of(*texts).speakers}
    assert found.get("Jo", found.get("King")) == gender


def test_speakers_come_in_order_of_appearance():
    """The narrator is one of them."""
    speakers = script_of("“A,” said Jo.", "“B,” said Al. “C.”").speakers
    assert [(each.name, each.segments) for each in speakers] == [
        ("Jo", 1),
        (NARRATOR, 2),
        ("Al", 2),
    ]


def test_doubt_leaves_to_the_narrator_what_is_not_sure_enough():
    """Below the threshold the narrator reads; who has nothing left to say is gone."""
    script = script_of("“A,” said Jo.", "“B,” said Al.", "Rain fell.", "“C?”")
    assert doubt(script, 0.0) == script
    segments = doubt(script, 0.9).chapters[0].segments
    assert [each.speaker for each in segments if each.kind == "speech"] == ["Jo", "Al", NARRATOR]
    assert [(each.name, each.segments) for each in doubt(script, 1.0).speakers] == [(NARRATOR, 6)]
