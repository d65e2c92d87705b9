"""Directions in a text: taken off where the engine follows them."""

from dataclasses import dataclass, replace

import pytest
from odd_engine import OddEngine

from narrator.server.markup import take_direction
from narrator.server.orders import order_tts
from narrator.server.schema import TTSRequest
from narrator.server.synthesis import Synthesis
from narrator.server.text import Piece


@pytest.mark.parametrize(
    ("text", "direction", "rest"),
    [
        ("[whispering] Come in.", "whispering", "Come in."),
        (" [slow and sad]  Come in.", "slow and sad", "Come in."),
        ("Come [whispering] in.", None, "Come [whispering] in."),
        ("[Exeunt]", None, "[Exeunt]"),
        ("[] Come in.", None, "[] Come in."),
    ],
)
def test_a_direction_stands_before_words(text, direction, rest):
    """Only what stands in brackets before words is a direction; nothing of the words is lost."""
    assert take_direction(text) == (direction, rest)


@dataclass(frozen=True)
class Phonemic(OddEngine):
    """An engine that takes phonemes."""

    def capabilities(self):
        """Tell that it does."""
        return replace(super().capabilities(), phonemes="ipa")


def test_an_engine_gets_phonemes_that_it_takes():
    """A word in Arpabet is said by its sounds, in the engine's own alphabet."""
    synthesis = Synthesis(Phonemic(), None)
    text = "The <|phoneme_start|>K AE1 T<|phoneme_end|> sat."
    order = order_tts(TTSRequest(text=text), "", synthesis)
    (piece,) = [*(splitter := order.make_splitter()).feed(text), *splitter.drain()]
    speech = synthesis._make_speech(piece, order)
    assert (speech.text, speech.phonemes) == ("The kˈæt sat.", (("kˈæt", "kˈæt"),))


@dataclass(frozen=True)
class Directed(OddEngine):
    """An engine that follows directions, or does not."""

    follows: bool = True

    def capabilities(self):
        """Tell whether it does."""
        return replace(super().capabilities(), directions=self.follows)


@pytest.mark.parametrize(("follows", "direction"), [(True, "softly"), (False, None)])
def test_an_engine_gets_what_it_follows(follows, direction):
    """Who follows directions is given them; to anybody else they are not read aloud either."""
    synthesis = Synthesis(Directed(follows=follows), None)
    order = order_tts(TTSRequest(text="[softly] Come in."), "", synthesis)
    (piece,) = [*(splitter := order.make_splitter()).feed("[softly] Come in."), *splitter.drain()]
    speech = synthesis._make_speech(Piece(piece.text, 0), order)
    assert (speech.direction, speech.text) == (direction, "Come in.")
