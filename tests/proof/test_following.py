"""Texts followed in what Piper says."""

import pytest

from narrator.proof.decoder import spell_sounds
from narrator.proof.following import Follower
from narrator.proof.words import Wanted

LINE = "She lifted the lamp, and he went to the door."


@pytest.fixture(scope="module")
def follow(speak):
    """Have one text said, and another followed in it."""
    pytest.importorskip("pocketsphinx", reason="needs narrator[proof]")
    follower = Follower()
    return lambda said, text, **how: follower.follow(speak(said), Wanted(text, "en"), **how)


def test_what_is_said_is_followed(follow):
    """Nothing is in doubt where the text is said; asked how well it fits, it fits well."""
    assert follow(LINE, LINE).doubts == ()
    assert follow(LINE, LINE, closely=True).fit > -4.5


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ("She lifted the lamp, and he went the door.", "missing", "to"),
        ("She lifted the lamp, and he to the door.", "missing", "went"),
        ("She lifted the lamp, and and he went to the door.", "repeated", "and"),
        ("She lifted the lamp, and he went to the door, to the door.", "repeated", "to the door"),
    ],
)
def test_words_left_out_or_said_again_are_found(follow, said, kind, words):
    """The one doubt is the word that was left out or doubled, or the words."""
    (doubt,) = follow(said, LINE).doubts
    assert (doubt.kind, doubt.said or doubt.heard) == (kind, words)
    assert doubt.gain > 30


def test_another_text_does_not_fit(follow):
    """Of a line that is not said, the words are not found, or fit badly."""
    assert follow("Nobody at all, said Jonas.", LINE, closely=True).fit < -6


def test_what_nobody_can_follow_is_left(follow):
    """A text in another language, and one without words, are not followed."""
    assert Follower().follow(None, Wanted("Bonjour", "fr")) is None
    assert follow(LINE, "…") is None


def test_sounds_are_spelled_for_the_dictionary():
    """A name that no dictionary has is written in the dictionary's letters."""
    assert spell_sounds("fearenside").split()[:2] == ["F", "IH"]
