"""IPA as Arpabet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.script.arpabet import to_arpabet, to_ipa

VOWELS = ("AA", "AE", "AH", "AO", "AW", "AY", "EH", "EY", "IH", "IY", "OW", "OY", "UH", "UW")
CONSONANTS = (
    "B",
    "CH",
    "D",
    "DH",
    "F",
    "G",
    "HH",
    "K",
    "L",
    "M",
    "N",
    "NG",
    "P",
    "S",
    "TH",
    "Y",
    "ZH",
)


@pytest.mark.parametrize(
    ("ipa", "arpabet"),
    [
        ("ˌɛndʒɪˈnɪɹ", "EH2 N JH IH0 N IH1 R"),
        ("hɜːˈmaɪəni", "HH ER0 M AY1 AH0 N IY0"),
        ("t͡ʃʌmli", "CH AH1 M L IY0"),
        ("sənt ˈaɪvz", "S AH1 N T / AY1 V Z"),
        ("ɡəʊ", "G OW1"),
        ("ǃxoʊ", ""),
        ("", ""),
    ],
)
def test_sounds_have_symbols(ipa, arpabet):
    """Diphthongs and affricates are one symbol, stress a digit; a strange sound makes it empty."""
    assert to_arpabet(ipa) == arpabet


@given(st.lists(st.tuples(st.sampled_from(CONSONANTS), st.sampled_from(VOWELS)), min_size=1))
def test_what_was_read_is_written_the_same(syllables):
    """Arpabet survives IPA and back: each sound, and the stress of the first vowel."""
    sounds = [
        sound
        for number, (consonant, vowel) in enumerate(syllables)
        for sound in (consonant, f"{vowel}{0 if number else 1}")
    ]
    assert to_arpabet(to_ipa(" ".join(sounds))) == " ".join(sounds)


@pytest.mark.parametrize("wrong", ["EX1", "N1", "AH12", "hello", "1", "AH1 /"])
def test_what_is_no_arpabet_is_nothing(wrong):
    """A strange symbol makes all of it empty, so that nothing is said in its place."""
    assert to_ipa(f"N {wrong}") == ""
