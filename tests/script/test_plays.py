"""Lines of plays and chats, told from prose that has colons."""

from narrator.manuscript import read
from narrator.script import find_speech
from narrator.script.plays import find_labels, find_line

PLAY = ("TOM: It is late.", "ANN (laughing): No.", "They wait.", "TOM: Come.", "ANN: Where to?")


def test_what_stands_behind_a_name_is_that_ones(tmp_path):
    """Each line has the speaker that stands before it, however few words the book has."""
    path = tmp_path / "play.md"
    path.write_text("# One\n\n" + "\n\n".join(PLAY) + "\n", encoding="utf-8")
    speech = find_speech(read(path))
    speakers = [it.speaker for _, said in sorted(speech.said.items()) for it in said]
    assert speakers == ["TOM", "ANN", "TOM", "ANN"]
    assert min(it.confidence for said in speech.said.values() for it in said) > 0.9


def test_a_label_ends_behind_its_colon():
    """What stands in brackets belongs to it."""
    names = find_labels(PLAY)
    assert PLAY[1][find_line(PLAY[1], names) :] == "No."
    assert find_line("They wait.", names) == 0


def test_prose_with_colons_is_none():
    """Names that come once, one name only, few paragraphs of many."""
    assert not find_labels(["Tom: a portrait.", "Ann: another.", "It rained."])
    assert not find_labels(["Note: one.", "Note: two."])
    assert not find_labels([*PLAY, *["It rained."] * 5])
