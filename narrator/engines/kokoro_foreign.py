"""Words of other languages, as Kokoro says them in the middle of a text.

Its letters for phonemes are one set for all languages that it was trained with; espeak-ng gives
the sounds of more, and those that no letter stands for become the nearest.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from narrator.engines.kokoro_ipa import Letters
from narrator.engines.kokoro_phonemes import import_misaki, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable

_ESPEAK = {
    "bg": "bg", "ca": "ca", "cs": "cs", "cy": "cy", "da": "da", "de": "de", "el": "el",
    "en": "en-us", "eo": "eo", "es": "es", "fi": "fi", "fr": "fr-fr", "grc": "grc", "hu": "hu",
    "it": "it", "la": "la", "nb": "nb", "nl": "nl", "no": "nb", "pl": "pl", "pt": "pt-br",
    "ro": "ro", "ru": "ru", "sv": "sv", "tr": "tr", "uk": "uk",
}  # fmt: skip
FOREIGN = tuple(_ESPEAK)
"""The languages, as BCP 47 has them."""
_NEAREST = str.maketrans({
    "ʏ": "y", "ʉ": "y", "ɵ": "ø", "ε": "ɛ", "ʑ": "ʒ", "ʐ": "ʒ", "ɬ": "l", "ɫ": "l", "ʀ": "ʁ",
    "ɱ": "m", "ɦ": "h", "ħ": "h", "ɘ": "ə", "ɭ": "l", "ʍ": "w", "g": "ɡ",
})  # fmt: skip


def say_foreign(words: str, language: str) -> str:
    """Give words of a language in Kokoro's letters, "" where ``language`` is "" or has none."""
    if language not in _ESPEAK:
        return ""
    phonemes = _make_phonemiser(_ESPEAK[language])(words)[0].translate(_NEAREST).strip()
    return Letters(phonemes) if tokenize(phonemes) else ""


@functools.cache
def _make_phonemiser(voice: str) -> Callable[[str], tuple[str, object]]:
    return import_misaki("espeak").EspeakG2P(voice)  # type: ignore[no-any-return]
