"""The lexicon's phonemes, as Kokoro gets them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.engines.kokoro_ipa import (
    Letters,
    link_words,
    mark_words,
    place_all,
    split_marked,
    to_kokoro,
)
from narrator.engines.kokoro_phonemes import clean_text, make_phonemiser


def mark(text, phonemes, foreign=()):
    """Mark the words of a text."""
    return mark_words(text, place_all(text, phonemes, foreign))


@pytest.mark.parametrize(
    ("ipa", "american", "british"),
    [
        ("tʃoʊk", "ʧOk", "ʧQk"),
        ("ˈdʒaɪ.nt", "ˈʤInt", "ˈʤInt"),
        ("hɜːˈmaɪəni", "hɜɹˈmIəni", "hɜːˈmIəni"),
        ("hɒt", "hɑt", "hɒt"),
    ],
)
def test_ipa_becomes_kokoros_letters(ipa, american, british):
    """Diphthongs and affricates are one letter; length is British."""
    assert to_kokoro(ipa, british=False) == american
    assert to_kokoro(ipa, british=True) == british


def test_only_the_marked_words_are_linked():
    """The text's own brackets are text, and like words without phonemes stay."""
    text, said = mark("[x](y) read read", (("read", ""), ("read", "ɹɛd")))
    assert link_words(text, said, british=False) == "(x)(y) read [read](/ɹɛd/)"


@given(st.text(max_size=40).map(clean_text))
def test_marks_hide_no_text(text):
    """The runs of a marked text are the text."""
    phonemes = [(word, "a") for word in text.split() if word.isalnum()]
    marked, said = mark(text, phonemes)
    assert "".join(run for run, _ in split_marked(marked, said)) == text


@pytest.mark.parametrize("language", ["en-US", "es"])
def test_words_are_said_by_their_phonemes(language):
    """Each language's phonemiser puts them in the place of the word's own."""
    text, said = mark("Zorg, Zorg.", (("Zorg", "ʃˈup"), ("Zorg", "")))
    phonemes = make_phonemiser(language)(text, said)
    assert phonemes.count("ʃˈup") == 1
    assert "ɡ" in phonemes


@pytest.mark.parametrize("text", ["He [laughs] and left.", "He (break) left.", "<|pause|> so."])
def test_markup_of_the_authors_is_spoken(text):
    """What looks like a direction is text: its words are there, with a lexicon and without."""
    phonemise = make_phonemiser("en-US")
    marked, said = mark(f"{text} Zorg", (("Zorg", "ʃˈup"),))
    for phonemes in (phonemise(text), phonemise(marked, said)):
        assert any(word in phonemes for word in ("lˈæfs", "bɹˈAk", "pˈɔz"))


def test_words_of_another_language_keep_their_letters():
    """They are not made English, and the lexicon's phonemes come first."""
    text, said = mark(
        "Bach, Bach und x", [("x", "rx")], [("Bach", ""), ("Bach und x", Letters("bax"))]
    )
    assert link_words(text, said, british=False) == "Bach, Bach und [x](/ɹk/)"
    text, said = mark("Bach, Bach und", (), [("Bach", ""), ("Bach und", Letters("bax:"))])
    assert link_words(text, said, british=False) == "Bach, [Bach und](/bax:/)"
