"""How words are said: entries found in texts, in the form that an engine takes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.engine import place_phonemes, share_phonemes
from narrator.manuscript.model import Place
from narrator.script.lexicon import Entry, Lexicon, Taker
from narrator.script.model import NARRATOR, Segment
from narrator.script.spoken import speak_as

LETTERS = Taker("piper")
IPA = Taker("kokoro", "ipa")
ARPABET = Taker("fish", "arpabet")


def said(text, *entries, taker=LETTERS, speaker=NARRATOR, language="en", start=0):
    """Give a segment's text as an engine gets it."""
    place = Place("a.md", 1, start, start + len(text))
    segment = Segment("1:1", "narration", speaker, text, text, place, "sentence", 0)
    return Lexicon(entries).word(segment, language, taker)


@pytest.mark.parametrize(
    ("entry", "text", "spoken"),
    [
        (Entry("Leigh", "Lee"), "Leigh, LEIGH and Leighton", "Lee, Lee and Leighton"),
        (Entry("Leigh", "Lee", case=True), "Leigh and LEIGH", "Lee and LEIGH"),
        (Entry("Leigh", "Lee", whole=False), "Leighton", "Leeton"),
        (Entry("Wind River", "Wynd River"), "the wind  river’s bed", "the Wynd River’s bed"),
        (Entry("O'Shea", "O Shay"), "Mr O’Shea’s", "Mr O Shay’s"),
        (Entry("St. Ives", "Saint Eyves"), "to Saint Ives", "to Saint Eyves"),
        (Entry("Leigh", "Lee", speaker="Ann"), "Leigh", "Leigh"),
        (Entry("Leigh", "Lee", language="de"), "Leigh", "Leigh"),
        (Entry("Leigh", "Lee", language="EN"), "Leigh", "Lee"),
        (Entry("Leigh", engines=(("piper", "Li"),)), "Leigh", "Li"),
        (Entry("Leigh", ipa="liː"), "Leigh", "Leigh"),
        (
            Entry("read", "red", part="past"),
            "He read what she may read.",
            "He red what she may read.",
        ),
        (
            Entry("lead", "led", part="noun"),
            "They lead him to the lead.",
            "They lead him to the led.",
        ),
    ],
)
def test_words_are_said_in_other_letters(entry, text, spoken):
    """Case, whole words, part of speech, language and speaker decide where an entry counts."""
    assert said(text, entry).text == spoken


def test_an_engine_gets_the_form_that_it_takes():
    """Its own comes before phonemes, those before letters; Fish gets IPA as Arpabet."""
    entry = Entry("Leigh", "Lee", "liː")
    assert said("Leigh!", entry, taker=IPA).phonemes == (("Leigh", "liː"),)
    assert said("Leigh!", entry, taker=ARPABET).phonemes == (("Leigh", "L IY1"),)
    assert said("Leigh!", entry, taker=ARPABET, language="de").text == "Lee!"
    own = Entry("Leigh", ipa="liː", engines=(("kokoro", "lˈi"),))
    assert said("Leigh!", own, taker=IPA).phonemes == (("Leigh", "lˈi"),)


def test_the_nearer_counts_where_the_engine_can_use_it():
    """Of two for the same words the first counts; one that is no use to the engine hides none."""
    near, far = Entry("Leigh", ipa="liː"), Entry("Leigh", "Lay")
    assert said("Leigh", near, far).text == "Lay"
    assert said("Leigh", near, far, taker=IPA) == ("Leigh", (("Leigh", "liː"),), (near,))
    assert said("Leigh", far, Entry("Leigh", "Lee", speaker="Ann"), speaker="Ann").text == "Lee"


def test_like_words_are_told_apart():
    """Where only some of the same words have phonemes, the others are listed without."""
    entry = Entry("read", ipa="ɹɛd", part="past")
    text = "They will read what he had read."
    worded = said(text, entry, taker=IPA)
    assert worded.phonemes == (("read", ""), ("read", "ɹɛd"))
    assert list(place_phonemes(text, worded.phonemes)) == [(27, 31, "ɹɛd")]


def test_what_is_marked_at_a_place_counts_there():
    """A pronunciation of one place of the text is no rule for others."""
    here = Entry("read", "red", place=Place("a.md", 1, 3, 7))
    assert said("He read it.", here).text == "He red it."
    assert said("He read it.", here, start=40).text == "He read it."


@pytest.mark.parametrize(
    ("entry", "text", "worded"),
    [
        (Entry("A&P", "Ay Pea"), "an A&P’s window", "an Ay Pea’s window"),
        (Entry("St. Ives", "Saint Eyves"), "“(St. Ives!)", "“(Saint Eyves!)"),
        (Entry("St. Ives", "Saint Eyves"), "a St. Ives-born man", "a Saint Eyves-born man"),
        (Entry("Co.", "Coy"), "Ivory & Co., of 5 Co. Lane", "Ivory and Coy, of five Coy Lane"),
        (Entry("5", "fiver"), "1.5 of it", "one point fiver of it"),
        (Entry("5", "fiver"), "a 5th, £3.50", None),
        (Entry("IT", "Eye Tee", case=True), "It gave it 5 IT men.", "It gave it five Eye Tee men."),
    ],
)
def test_words_with_signs_are_found_where_they_are_printed(entry, text, worded):
    """Such an entry counts by what the rules said for it there, and takes no word beside it."""
    spoken = speak_as(text, "narration", "en")
    place = Place("a.md", 1, 0, len(text))
    segment = Segment("1:1", "narration", NARRATOR, text, spoken, place, "sentence", 0)
    lexicon = Lexicon((entry,))
    assert lexicon.word(segment, "en", LETTERS).text == (worded or spoken)
    assert set(lexicon.list_used(segment, "en")) == ({entry} if worded else set())


def test_what_is_marked_is_found_where_rules_changed_it():
    """A marked year is known by what the rules say for it there, and other years are not."""
    text, spoken = (
        "Not 1805, but in 1815 he came.",
        "Not eighteen five, but in eighteen fifteen he came.",
    )
    segment = Segment(
        "1:1", "narration", NARRATOR, text, spoken, Place("a.md", 1, 10, 40), "block", 0
    )
    lexicon = Lexicon((Entry("1815", ipa="fɪfˈtin", place=Place("a.md", 1, 27, 31)),))
    worded = lexicon.word(segment, "en", Taker("kokoro", "ipa"))
    assert worded.phonemes == (("eighteen fifteen", "fɪfˈtin"),)


@given(st.lists(st.sampled_from(["read", "Leigh", "and", "readers", "Leigh’s"]), max_size=12))
def test_parts_share_what_is_to_be_pronounced(words):
    """However a text is cut between words, each word with phonemes is found in its part."""
    text = " ".join(words)
    worded = said(text, Entry("read", ipa="ɹɛd"), Entry("Leigh", ipa="liː"), taker=IPA)
    parts = [text[: len(text) // 2].rpartition(" ")[0], ""]
    parts[1] = text[len(parts[0]) :].strip()
    shared = list(share_phonemes(parts, worded.phonemes))
    found = [len(list(place_phonemes(*pair))) for pair in zip(parts, shared, strict=True)]
    assert sum(found) == len(re.findall(r"\b(?:read|Leigh)\b", text))
