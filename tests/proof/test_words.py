"""Words compared by their sound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.proof.words import Wanted, compare, pronounce


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Their colour is grey.", "there color is gray"),
        ("It wasn’t 13 o’clock on the 3rd.", "It was not thirteen o'clock on the third."),
        ("I’ll tell Mrs. Hare we can’t.", "I will tell missus hair we cannot"),
        ("1,250 men & a stationmaster", "1250 men and a station-master"),
    ],
)
def test_what_sounds_alike_is_the_same(said, heard):
    """Spellings, numbers, contractions and homophones make no difference."""
    assert sum(slip.weight for slip in compare(Wanted(said, "en"), heard)) == pytest.approx(
        0, abs=0.3
    )


@pytest.mark.parametrize(
    ("said", "heard", "kind"),
    [
        ("He went to the old house.", "He went to the house.", "missing"),
        ("He went home.", "He went went home.", "repeated"),
        ("He went home.", "He went home again.", "extra"),
        ("Then Marilla came.", "Then Merrill came.", "misheard"),
        ("He went home.", "He ate the cake.", "other"),
    ],
)
def test_a_difference_has_a_kind(said, heard, kind):
    """What was left out, doubled, added or taken for another word is told apart."""
    (slip, *_) = compare(Wanted(said, "en"), heard)
    assert slip.kind == kind
    assert (slip.weight < 1) == (kind == "misheard")


@given(st.text(max_size=60))
def test_property_a_text_is_like_itself(text):
    """Nothing differs where the same is said and heard, whatever it is."""
    assert compare(Wanted(text, "en"), text) == ()


def test_languages_are_told_apart():
    """Numbers and sounds are those of the language; of an unknown one, its letters count."""
    assert compare(Wanted("Il a 12 ans.", "fr"), "Il a douze ans") == ()
    assert compare(Wanted("abc", "qq"), "abd")


def test_names_are_said_as_the_lexicon_says():
    """What is heard is compared with the lexicon's phonemes of a name, not with its letters."""
    heard = "Then sheaunt came."
    assert compare(Wanted("Then Xanthe came.", "en"), heard)
    said = pronounce("sheaunt", "en")
    assert compare(Wanted("Then Xanthe came.", "en", (("Xanthe", f"ˈ{said}"),)), heard) == ()
