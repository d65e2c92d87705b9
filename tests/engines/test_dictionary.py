"""Words that no dictionary knows."""

from dataclasses import replace

import pytest

from narrator.engines.dictionary import list_unknown
from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import write_script
from narrator.script.lexicon import Entry, Lexicon


@pytest.fixture
def script():
    """A script with names in it, and with words in many forms."""
    text = (
        "Zorgblat’s dog was happier. Zorgblat ran off, unafraid. The FBI saw Brynhilda, "
        "Brynhilda and the policemen’s stopped clocks in 1999."
    )
    block = Block("paragraph", text, Place("a.md", 1, 0, len(text)))
    return write_script(Manuscript(Metadata("T", language="en"), (Chapter("One", (block,)),)))


def test_names_are_listed_by_how_often_they_occur(script):
    """Each with its first sentence and how it would be said; known words in all forms are not."""
    found = list_unknown(script)
    assert {it.word: it.count for it in found} == {"Zorgblat": 2, "Brynhilda": 2}
    zorgblat = next(it for it in found if it.word == "Zorgblat")
    assert (zorgblat.segment, zorgblat.sentence) == ("1:1", "Zorgblat’s dog was happier.")
    assert "z" in zorgblat.ipa


def test_what_the_lexicon_says_is_known(script):
    """A word with an entry needs none."""
    told = replace(script, lexicon=Lexicon((Entry("Zorgblat", "Zorg"),)))
    assert [it.word for it in list_unknown(told)] == ["Brynhilda"]


def test_other_languages_have_no_dictionary(script):
    """Nothing is said of what nobody knows."""
    assert list_unknown(replace(script, metadata=Metadata("T", language="de"))) == []
