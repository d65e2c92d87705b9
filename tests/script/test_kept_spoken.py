"""The spoken form that is kept from run to run."""

import pytest

from narrator.cache.store import FolderStore
from narrator.manuscript.model import Mark, Metadata
from narrator.script import kept_spoken
from narrator.script.kept_spoken import Printed, SpokenBook

BOOK = Metadata("A Book", language="en")
ONE = [Printed("He had 3 dogs.", "narration"), Printed("So.", "narration")]
TWO = [Printed("In 1914.", "narration", (Mark("say", 3, 7, "that year"),))]


@pytest.fixture
def store(tmp_path):
    """A store with what the first run of a book kept."""
    store = FolderStore(tmp_path)
    first = SpokenBook(BOOK, store)
    first.speak(ONE)
    first.speak(TWO)
    first.keep()
    return store


@pytest.fixture
def asked(monkeypatch):
    """The texts that are said anew."""
    texts = []

    def note(text, *_):
        texts.append(text)
        return text.upper()

    monkeypatch.setattr(kept_spoken, "speak_marked", note)
    return texts


def test_what_was_said_is_remembered(store, asked):
    """The second run says nothing anew, and gives the same."""
    again = SpokenBook(BOOK, store)
    assert again.speak(ONE) == ["He had three dogs.", "So."]
    assert again.speak(TWO) == ["In that year."]
    assert asked == []


def test_an_edit_is_said_anew(store, asked):
    """Only the edited chapter is; and so is all where language or rules are others."""
    again = SpokenBook(BOOK, store)
    assert again.speak([*ONE, Printed("More.", "narration")])[-1] == "MORE."
    again.speak(TWO)
    assert asked == ["He had 3 dogs.", "So.", "More."]
    SpokenBook(Metadata("A Book", language="de"), store).speak(TWO)
    assert asked[-1] == "In 1914."


def test_other_rules_say_all_anew(store, asked, monkeypatch):
    """Code that says otherwise is another name."""
    monkeypatch.setattr(kept_spoken, "_name_rules", lambda: "others")
    SpokenBook(BOOK, store).speak(TWO)
    assert asked == ["In 1914."]


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"a": 1}', b"\xff"])
def test_what_is_damaged_counts_as_nothing(store, damage):
    """A file that cannot be read is written again."""
    (path,) = (each for each in store.root.rglob("*.jsonl"))
    path.write_bytes(damage)
    again = SpokenBook(BOOK, store)
    assert again.speak(ONE) == ["He had three dogs.", "So."]
    again.keep()
    assert b"three" in path.read_bytes()
