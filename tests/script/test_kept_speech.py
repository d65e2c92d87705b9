"""Who says what, kept from one run to the next."""

import pytest

from narrator.cache.store import FolderStore
from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import Member
from narrator.script.kept_speech import find_or_recall
from narrator.script.who import decide

TEXTS = ("“A,” said Tom Hart.", "“B,” said Ann.", "“C.”", "“D,” said Hart.")


@pytest.fixture
def store(tmp_path):
    """Return an empty store."""
    return FolderStore(tmp_path)


def book(*texts):
    """Return a manuscript of one chapter of paragraphs."""
    blocks = tuple(
        Block("paragraph", text, Place("a.md", number, 0, len(text)))
        for number, text in enumerate(texts, start=1)
    )
    return Manuscript(Metadata("T"), (Chapter("One", blocks),))


def names(speech):
    """Return who says each quote."""
    return [it.speaker for quotes in speech.said.values() for it in quotes]


def test_a_warm_run_finds_nothing_out_again(store, monkeypatch):
    """What was kept is the same speech, read without looking at the text's people."""
    first = find_or_recall(store, book(*TEXTS))
    monkeypatch.setattr(decide, "name_speakers", None)
    assert find_or_recall(store, book(*TEXTS)) == first


def test_an_edit_leaves_other_paragraphs_as_they_were(store):
    """Names and speakers stay, though the new text alone would tell others."""
    before = find_or_recall(store, book(*TEXTS))
    edited = ("“New,” said Ann.", "“A,” said Hart.", *TEXTS[1:])
    after = find_or_recall(store, book(*edited))
    assert names(after) == ["Ann", "Tom Hart", *names(before)[1:]]


def test_a_new_cast_is_asked_anew(store):
    """Another cast file, and --recast, forget what was kept."""
    find_or_recall(store, book(*TEXTS))
    roster = (Member("Thomas", ("Tom Hart", "Hart")),)
    assert names(find_or_recall(store, book(*TEXTS), roster))[0] == "Thomas"
    edited = ("“A,” said Hart.", *TEXTS[1:2], "“D,” said Hart.")
    assert names(find_or_recall(store, book(*edited), anew=True))[0] == "Hart"


def test_a_damaged_file_is_nothing(store, tmp_path):
    """It is found out again, and kept."""
    first = find_or_recall(store, book(*TEXTS))
    (file,) = tmp_path.rglob("*.json")
    file.write_text("{")
    assert find_or_recall(store, book(*TEXTS)) == first
