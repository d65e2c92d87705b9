"""Other languages within a text, as Kokoro says them."""

import pytest

from narrator.engines.kokoro_foreign import FOREIGN, say_foreign
from narrator.engines.kokoro_ipa import mark_words, place_all
from narrator.engines.kokoro_phonemes import make_phonemiser, tokenize

WORDS = {
    "bg": "Добро утро", "cs": "Dobrý den, čtyři", "cy": "llan rhydd", "de": "fünf Jünglinge",
    "el": "καλημέρα", "grc": "μῆνιν ἄειδε", "hu": "gyönyörű", "pl": "źdźbło", "ru": "жизнь, мышь",
    "sv": "sju sjuka hus", "uk": "добрий день", "nl": "goedemorgen", "da": "rødgrød",
}  # fmt: skip


def test_words_have_the_sounds_of_their_language():
    """French, German and Spanish words are not said as English ones."""
    assert say_foreign("bonjour", "fr") == "bɔ̃ʒˈuʁ"
    assert say_foreign("möchte", "de") == "mˈœçtə"
    assert say_foreign("llave", "es") == "ʎˈaβe"
    assert say_foreign("bonjour", "") == say_foreign("bonjour", "xx") == ""


@pytest.mark.parametrize("language", FOREIGN)
def test_no_sound_is_left_out(language):
    """Every letter of the phonemes is one of Kokoro's; only signs upon letters may be lost."""
    phonemes = say_foreign(WORDS.get(language, "Madama, un vino e nada zero quinto"), language)
    letters = [each for each in phonemes if each.isalpha()]
    assert letters
    assert all(tokenize(each) for each in letters)


@pytest.mark.parametrize("language", ["en-US", "en-GB", "it"])
def test_a_phrase_stands_in_its_sentence(language):
    """The words around it are said as ever, and the phrase once."""
    phonemise = make_phonemiser(language)
    placed = place_all("no: mot juste, no.", (), [("mot juste", say_foreign("mot juste", "fr"))])
    phonemes = phonemise(*mark_words("no: mot juste, no.", placed))
    assert phonemes.count(say_foreign("mot juste", "fr")) == 1
    assert phonemes.count(phonemise("no").strip()) == 2
