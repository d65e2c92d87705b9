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


def book(*texts, more=()):
    """Return a manuscript of one chapter of paragraphs, or of two with ``more``."""
    chapters = [chapter("One", texts), *([chapter("Two", more)] if more else [])]
    return Manuscript(Metadata("T"), tuple(chapters))


def chapter(title, texts):
    """Return a chapter of paragraphs."""
    blocks = tuple(
        Block("paragraph", text, Place("a.md", number, 0, len(text)))
        for number, text in enumerate(texts, start=1)
    )
    return Chapter(title, blocks)


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


def test_edited_narration_names_nobody_anew(store, monkeypatch):
    """Where no quote is new there is nothing to find, and all lines stay as they were."""
    before = find_or_recall(store, book("It rained.", *TEXTS))
    monkeypatch.setattr(decide, "name_speakers", None)
    after = find_or_recall(store, book("It snowed.", "All night.", *TEXTS))
    assert names(after) == names(before)


def test_an_edited_line_is_found_with_the_people_of_the_book(store, monkeypatch):
    """Its chapter alone is looked at, and who is known from the other keeps the name of there."""
    find_or_recall(store, book(*TEXTS, more=("“E,” said Ann.",)))
    looked = []
    find = decide.name_speakers
    monkeypatch.setattr(decide, "name_speakers", lambda *it: looked.append(it) or find(*it))
    after = find_or_recall(store, book(*TEXTS, more=("“F,” said Hart.",)))
    assert names(after)[-1] == "Tom Hart"
    assert [len(it) for it in looked[0][0]] == [0, 1]


def test_who_tells_a_book_is_found_in_all_of_it(store, monkeypatch):
    """A new line of a book in the first person has the whole book looked at."""
    mine = "“A,” I said. I went home, and I slept, and I woke."
    find_or_recall(store, book(mine, "“B,” said Ann.", more=("“E,” said Ann.",)))
    looked = []
    find = decide.name_speakers
    monkeypatch.setattr(decide, "name_speakers", lambda *it: looked.append(it) or find(*it))
    find_or_recall(store, book(mine, "“B,” said Ann.", more=("“F,” I said.",)))
    assert [len(it) for it in looked[0][0]] == [2, 1]


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
