"""From text to the tokens that Kokoro reads: misaki's phonemes, as it was trained with.

English goes through misaki's lexicons, with spaCy's tagger to tell *to read* from *has read*, and
through espeak-ng where no lexicon knows a word. Spanish, French, Hindi, Italian and Portuguese go
through espeak-ng; Japanese and Chinese through what the extras of those names install.
"""

from __future__ import annotations

import functools
import re
import unicodedata
import warnings
from typing import TYPE_CHECKING, Any, Protocol, cast

from narrator.engines.kokoro_ipa import link_words, split_marked
from narrator.errors import EngineError, SpeechError
from narrator.script.grammar import load_tagger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PHONEMES = "misaki-1"
"""Part of every job's name: changes when the same text begins to be pronounced otherwise."""


class Phonemise(Protocol):
    """From clean text to phonemes; ``said`` are those of the words that are marked in it."""

    def __call__(self, text: str, said: Sequence[str] = ()) -> str:
        """Return the phonemes of ``text``."""
        ...


_RUNS = {
    1: ";:,.!?",
    9: '—…"()“” \u0303ʣʥʦʨᵝ\uab67AI',
    31: "O",
    33: "Q",
    35: "ST",
    39: "W",
    41: "Yᵊabcdef",
    50: "hijklmnopqrstuvwxyzɑɐɒæ",
    75: "βɔɕç",
    80: "ɖðʤə",
    85: "ɚɛɜ",
    90: "ɟ",
    92: "ɡ",
    99: "ɥ",
    101: "ɨɪʝ",
    110: "ɯɰŋɳɲɴø",
    118: "ɸθœ",
    123: "ɹ",
    125: "ɾɻ",
    128: "ʁɽʂʃʈʧ",
    135: "ʊʋ",
    138: "ʌɣɤ",
    142: "χʎ",
    147: "ʒʔ",
    156: "ˈˌː",
    162: "ʰ",
    164: "ʲ",
    169: "↓",
    171: "→↗↘",
    177: "ᵻ",
}
"""The model's vocabulary: the first token of each run of phonemes."""

_TOKENS = {
    phoneme: first + place for first, run in _RUNS.items() for place, phoneme in enumerate(run)
}
_SILENT = frozenset(';:,.!?—…"()“” ˈˌː\u0303ʰʲ↓→↗↘')
_UNKNOWN = "❓"
_EXTRAS = {"ja": '"narrator[japanese]"', "zh": '"narrator[chinese]"'}
_ESPEAK = {"es": "es", "fr": "fr-fr", "hi": "hi", "it": "it", "pt": "pt-br"}


def tokenize(phonemes: str) -> list[int]:
    """Give the model's tokens; marks that it has no token for are left out."""
    return [_TOKENS[phoneme] for phoneme in phonemes if phoneme in _TOKENS]


def is_speakable(text: str) -> bool:
    """Tell whether there is a letter or a digit in a text."""
    return any(character.isalnum() for character in text)


def has_sound(phonemes: str) -> bool:
    """Tell whether there is anything to hear in phonemes besides pauses and stress."""
    return any(phoneme in _TOKENS and phoneme not in _SILENT for phoneme in phonemes)


def clean_text(text: str) -> str:
    """Join accents to their letters, drop marks that nobody sees, make white space single.

    A number that is longer than numbers have names becomes its digits.
    """
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(c for c in composed if unicodedata.category(c) not in {"Cf", "Cs", "Co", "Cn"})
    spelled = re.sub(r"\d(?:[.,]?\d){30,}", lambda number: " ".join(number[0]), seen)
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", spelled).strip()


def make_phonemiser(language: str) -> Phonemise:
    """Make the function from clean text to phonemes for a language (a BCP 47 tag).

    Raises EngineError where Kokoro does not speak it, or a package for it is missing.
    """
    base = language.lower().partition("-")[0]
    if base == "en":
        return _make_english(british=language.lower() in {"en-gb", "en-uk"})
    if base in _ESPEAK:
        return _make_checked(import_misaki("espeak").EspeakG2P(_ESPEAK[base]))
    if base == "ja":
        return _make_checked(_make_japanese())
    if base == "zh":
        return _make_checked(_make_chinese())
    raise EngineError(
        f"Kokoro does not speak {language!r}: it speaks en, {', '.join(_ESPEAK)}, ja and zh. "
        "Choose another engine."
    )


def import_misaki(module: str) -> Any:  # noqa: ANN401 — misaki has no types
    """Import one of misaki's modules. Raises EngineError where a package for it is missing."""
    import importlib

    try:
        return importlib.import_module(f"misaki.{module}")
    except ImportError as error:
        extra = _EXTRAS.get(module, "narrator")
        raise EngineError(
            f"Kokoro's phonemes for this language need {error.name}, which is not installed. "
            f"Type: pip install {extra}"
        ) from error


def _make_japanese() -> Callable[[str], tuple[str, object]]:
    try:
        return cast("Callable[[str], tuple[str, object]]", import_misaki("ja").JAG2P())
    except RuntimeError as error:  # MeCab's, where its dictionary is not there
        raise EngineError(
            f"Japanese needs a dictionary for MeCab. Type: pip install {_EXTRAS['ja']}"
        ) from error


def _make_chinese() -> Callable[[str], tuple[str, object]]:
    zh = import_misaki("zh")
    import jieba

    jieba.setLogLevel("WARNING")  # it tells how long its dictionary took to load
    return cast("Callable[[str], tuple[str, object]]", zh.ZHG2P())


def _make_checked(g2p: Callable[[str], tuple[str, object]]) -> Phonemise:
    def phonemise(text: str, said: Sequence[str] = ()) -> str:
        runs = split_marked(text, said) if said else [(text, "")]
        phonemes = " ".join(told or g2p(run)[0] for run, told in runs if run.strip())
        if not has_sound(phonemes):
            raise SpeechError(_say_unknown(text))
        return phonemes

    return phonemise


def _say_unknown(text: str) -> str:
    return (
        f"Kokoro knows no phonemes for {text!r}. "
        "Write in the lexicon or in the manuscript how it is said."
    )


def _make_english(*, british: bool) -> Phonemise:
    """Make the function for American or British English.

    The constructor of misaki's G2P downloads a model; ours is an installed package, so the object
    is made without it.
    """
    en = import_misaki("en")
    respell = _make_respeller(british=british)
    g2p = en.G2P.__new__(en.G2P)
    g2p.version = None
    g2p.british = british
    g2p.nlp = _make_tagger()
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        g2p.lexicon = en.Lexicon(british)  # reads its files in a way that Python may give up
    g2p.fallback = respell
    g2p.unk = _UNKNOWN

    def phonemise(text: str, said: Sequence[str] = ()) -> str:
        linked = link_words(text, said, british=british) if said else text
        try:
            _, tokens = g2p(linked, preprocess=bool(said))
        except Exception as error:  # misaki raises whatever its lexicons run into
            raise SpeechError(f"{_say_unknown(text)} ({error})") from error
        return "".join(_pronounce(token, respell) + token.whitespace for token in tokens)

    return phonemise


def _make_respeller(*, british: bool) -> Callable[[Any], tuple[str | None, object]]:
    """Make what pronounces the words that no lexicon knows.

    misaki's constructor has espeak-ng name each change of language among the phonemes, where the
    letters of the names would be spoken; so the object is made without it.
    """
    fallback = import_misaki("espeak").EspeakFallback
    from phonemizer.backend import EspeakBackend

    respell = fallback.__new__(fallback)
    respell.british, respell.version = british, None
    respell.backend = EspeakBackend(
        "en-gb" if british else "en-us",
        preserve_punctuation=True,
        with_stress=True,
        tie="^",
        language_switch="remove-flags",
    )
    return respell  # type: ignore[no-any-return]


def _pronounce(token: Any, respell: Callable[[Any], tuple[str | None, object]]) -> str:  # noqa: ANN401
    """Give a token's phonemes; a word that misaki lost is asked of espeak-ng once more."""
    phonemes = str(token.phonemes or "")
    if not is_speakable(token.text):
        return phonemes.replace(_UNKNOWN, "")
    if _UNKNOWN in phonemes or not has_sound(phonemes):
        phonemes = respell(token)[0] or ""
    if not has_sound(phonemes):
        raise SpeechError(_say_unknown(token.text))
    return phonemes


@functools.cache
def _make_tagger() -> Callable[[str], Any]:
    """Make spaCy's tagger one that misaki does not misunderstand, for both kinds of English."""
    nlp = load_tagger()

    def tag(text: str) -> Any:  # noqa: ANN401 — spaCy's Doc
        doc = nlp(text)
        for token in doc:
            # misaki makes a pause of whatever is tagged as a mark, letters and digits too
            if not token.tag_.isalpha() and is_speakable(token.text):
                token.tag_ = "CD" if token.text[0].isdigit() else "NN"
        return doc

    return tag
