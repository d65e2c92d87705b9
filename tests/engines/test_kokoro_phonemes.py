"""From text to Kokoro's tokens."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrator.engines.kokoro_phonemes import (
    clean_text,
    has_sound,
    is_speakable,
    make_phonemiser,
    tokenize,
)
from narrator.errors import EngineError, SpeechError


@pytest.fixture(scope="module")
def american():
    """Give the American phonemiser."""
    return make_phonemiser("en-US")


@pytest.fixture(scope="module")
def british():
    """Give the British one."""
    return make_phonemiser("en-GB")


def test_tokens():
    """Phonemes become the model's tokens; what it has no token for is left out."""
    assert tokenize("; ʣAᵻ") == [1, 16, 18, 24, 177]
    assert tokenize("[d]") == [46]


def test_accents(american, british):
    """An American and a British reader pronounce the same word otherwise."""
    assert american("bath") == "bˈæθ"
    assert british("bath") == "bˈɑːθ"


def test_sense(american):
    """The same letters are pronounced as their sense asks."""
    phonemes = american("I read it yesterday, and I will read it again.")
    assert "ɹˈɛd" in phonemes
    assert "ɹˈid" in phonemes


def test_unknown_word(american):
    """A word that no lexicon knows, and letters of other alphabets, are left to espeak-ng."""
    assert has_sound(american("Vrycellion"))
    assert "(" not in american("Привет")


@pytest.mark.parametrize("text", ["5", "é", "½", "x²", "#7", "5 ٣", "9" * 400, "a_b", "’5’"])
def test_odd_text(american, text):
    """Digits and letters are pronounced however they are written and tagged."""
    assert has_sound(american(clean_text(text)))


def test_clean_text():
    """Accents are joined to their letters, unseen marks dropped, white space made single."""
    assert clean_text(" cafe\u0301\n so\u00adlu\u200btion\x00") == "café solution"


@settings(max_examples=150)
@given(st.text(st.characters(max_codepoint=0x24F), max_size=12))
def test_every_word_sounds(american, text):
    """Each word with a letter or a digit is pronounced, or the text is refused; nothing breaks."""
    words = [word for word in clean_text(text).split() if is_speakable(word)]
    try:
        spoken = american(" ".join(words))
    except SpeechError:
        return
    assert sum(map(has_sound, spoken.split())) >= len(words)


def test_other_languages():
    """A language that Kokoro does not speak is an error that lists those it does."""
    with pytest.raises(EngineError, match="it speaks en, es, fr, hi, it, pt, ja and zh"):
        make_phonemiser("de")


@pytest.mark.parametrize(
    ("language", "package", "text", "phonemes"),
    [
        ("zh", "pypinyin", "今天。", "ʨi→ntʰjɛ→n."),
        ("ja", "pyopenjtalk", "今日。", "kʲoː."),
    ],
)
def test_languages_with_an_extra(language, package, text, phonemes):
    """Chinese and Japanese are pronounced where their extra is installed, and named where not."""
    try:
        __import__(package)
    except ImportError:
        with pytest.raises(EngineError, match=r"narrator\[(chinese|japanese)\]"):
            make_phonemiser(language)
    else:
        assert make_phonemiser(language)(text) == phonemes
