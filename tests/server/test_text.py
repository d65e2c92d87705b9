"""Text is cut at sentences as soon as they are certain, and nothing of it is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.errors import UsageError
from narrator.server.markup import drop_directions, read_phonemes
from narrator.server.text import Piece, Splitter

PROSE = st.text(st.sampled_from("ab .!?,;\n…“”é1"), max_size=400)


def cut(*texts, limit=100, clean=str):
    """Cut texts that come one after the other; give what came with each, and at the end."""
    splitter = Splitter(limit, clean)
    return [*([piece.text for piece in splitter.feed(text)] for text in texts), drain(splitter)]


def drain(splitter):
    """Give the texts that are left."""
    return [piece.text for piece in splitter.drain()]


def letters(texts):
    """Give the letters and digits of texts, in order."""
    return re.sub(r"[\W_]", "", "".join(texts))


def test_a_sentence_is_whole_when_the_next_begins():
    """What may still go on waits."""
    assert cut("Hello the", "re. How", " are you", "? F") == [
        [],
        ["Hello there."],
        [],
        [],
        ["How are you?", "F"],
    ]


def test_an_abbreviation_is_no_end():
    """A full stop after a title, or in a number, ends nothing."""
    assert cut("Mr. ", "Smith paid 3.", "50 to Dr. Who. Then he left.")[2] == [
        "Mr. Smith paid 3.50 to Dr. Who."
    ]


def test_a_paragraph_ends_a_sentence():
    """A heading without a full stop is not read into the text below it."""
    assert cut("Chapter One\n\nIt rained")[0] == ["Chapter One"]


def test_a_sentence_that_is_too_long_does_not_wait_for_its_end():
    """It is cut at a clause."""
    (first, *_), _ = cut("one two three, " * 20)
    assert 20 < len(first) <= 100
    assert first.endswith((",", "three"))


@given(st.lists(PROSE, max_size=6), st.integers(20, 120))
def test_property_every_letter_is_in_a_piece(texts, limit):
    """However a text comes, its letters are all there, in order, in pieces of the right length."""
    pieces = [text for batch in cut(*texts, limit=limit) for text in batch]
    assert letters(pieces) == letters(texts)
    assert all(0 < len(piece) <= limit for piece in pieces)


@given(PROSE)
def test_property_bits_are_as_good_as_the_whole(text):
    """Sentences that come letter by letter are cut as those that come at once."""
    whole = [piece for batch in cut(text, limit=1000) for piece in batch]
    assert [piece for batch in cut(*text, limit=1000) for piece in batch] == whole


def test_speakers():
    """A tag begins a turn; the speaker speaks on until the next, even where a tag comes in bits."""
    splitter = Splitter(100)
    fed = ["Before. <|spea", "ker:1|>Hello there. I am", " one. <|speaker:0|>And I", " zero."]
    pieces = [piece for text in fed for piece in splitter.feed(text)] + splitter.drain()
    assert pieces == [
        Piece("Before.", 0),
        Piece("Hello there.", 1),
        Piece("I am one.", 1),
        Piece("And I zero.", 0),
    ]


def test_megabytes_do_not_hold_up():
    """A text without an end of any kind is cut in a moment."""
    assert len(cut("x" * 100_000, limit=300)[0]) > 300


@pytest.mark.parametrize(
    ("model", "text", "said"),
    [
        ("s2-pro", "[whispers softly] Come (here) [laugh]", "Come (here)"),
        ("some-later-model", "[sad]No.", "No."),
        ("s1", "(happy) Come [here] (in a hurry tone)(see below)", "Come [here] (see below)"),
        ("speech-1.6", "(long-break)Yes.", "Yes."),
    ],
)
def test_directions_are_not_read_aloud(model, text, said):
    """What the model takes for a direction is left out, and no more than that."""
    assert " ".join(drop_directions(text, model).split()) == said


def test_words_in_phonemes_are_read():
    """A word in Arpabet stands in the text in IPA, and is said by it."""
    engine, a = ("<|phoneme_start|>" + it + "<|phoneme_end|>" for it in ("EH1 N JH AH0 N", "AH1"))
    assert read_phonemes(f"I am an {engine}, not {a}.", "ipa") == (
        "I am an ˈɛndʒən, not ˈʌ.",
        (("ˈɛndʒən", "ˈɛndʒən"), ("ˈʌ", "ˈʌ")),
    )


@pytest.mark.parametrize(
    ("text", "alphabet", "message"),
    [
        ("<|phoneme_start|>EH1 N<|phoneme_end|>", "", "in letters"),
        ("<|phoneme_start|>EH1 N<|phoneme_end|>", "arpabet", "in letters"),
        ("<|phoneme_start|>EX1 N<|phoneme_end|>", "ipa", "no Arpabet"),
        ("<|phoneme_start|><|phoneme_end|>", "ipa", "no Arpabet"),
        ("cut <|phoneme_start|>EH1", "ipa", "no Arpabet"),
    ],
)
def test_phonemes_that_would_be_lost_are_refused(text, alphabet, message):
    """An engine without phonemes, and phonemes that are none, are told."""
    with pytest.raises(UsageError, match=message):
        read_phonemes(text, alphabet)
