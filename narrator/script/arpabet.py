"""Between the International Phonetic Alphabet and the Arpabet of CMUdict, for English.

Source of the symbols and of the stress digits: CMUdict's ``cmudict.symbols``.
"""

from __future__ import annotations

import re
import unicodedata

_VOWELS = {
    "aɪ": "AY", "aʊ": "AW", "eɪ": "EY", "oʊ": "OW", "əʊ": "OW", "ɔɪ": "OY", "ɪə": "IH R",
    "eə": "EH R", "ʊə": "UH R", "ɪɹ": "IH R", "ɛɹ": "EH R", "ʊɹ": "UH R", "ɑɹ": "AA R",
    "ɔɹ": "AO R", "ɜɹ": "ER", "əɹ": "ER", "ɚ": "ER", "ɝ": "ER", "ɜ": "ER", "ɑ": "AA", "a": "AA",
    "æ": "AE", "ʌ": "AH", "ə": "AH", "ɔ": "AO", "ɒ": "AA", "ɛ": "EH", "e": "EH", "ɪ": "IH",
    "ɨ": "IH", "ᵻ": "IH", "i": "IY", "y": "IY", "ʊ": "UH", "u": "UW", "o": "OW", "ɐ": "AH",
    "ø": "ER", "œ": "ER",
}  # fmt: skip
_CONSONANTS = {
    "tʃ": "CH", "ʧ": "CH", "dʒ": "JH", "ʤ": "JH", "b": "B", "d": "D", "ð": "DH", "f": "F",
    "ɡ": "G", "g": "G", "h": "HH", "j": "Y", "k": "K", "x": "K", "l": "L", "ɫ": "L", "m": "M",
    "n": "N", "ŋ": "NG", "p": "P", "ɹ": "R", "r": "R", "ɾ": "D", "s": "S", "ʃ": "SH", "t": "T",
    "θ": "TH", "v": "V", "w": "W", "ʍ": "W", "z": "Z", "ʒ": "ZH", "ʔ": "T", "ç": "HH",
}  # fmt: skip
_FROM_VOWELS = {
    "AA": "ɑ", "AE": "æ", "AO": "ɔ", "AW": "aʊ", "AX": "ə", "AY": "aɪ", "EH": "ɛ", "ER": "ɜɹ",
    "EY": "eɪ", "IH": "ɪ", "IX": "ɪ", "IY": "i", "OW": "oʊ", "OY": "ɔɪ", "UH": "ʊ", "UW": "u",
}  # fmt: skip
_FROM_CONSONANTS = {
    "B": "b", "CH": "tʃ", "D": "d", "DH": "ð", "F": "f", "G": "ɡ", "HH": "h", "JH": "dʒ", "K": "k",
    "L": "l", "M": "m", "N": "n", "NG": "ŋ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t",
    "TH": "θ", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
_STRESS = {"ˈ": "1", "'": "1", "ˌ": "2", ",": "2"}
_STRESSED = re.compile("[ˈˌ',]")
_SOUNDS = re.compile("|".join(sorted([*_VOWELS, *_CONSONANTS], key=len, reverse=True)))
_SILENT = re.compile("[./ː:ˑ\u0361\u035c\u203f\u0303\u0329\u032f()\\[\\]-]")


def to_arpabet(ipa: str) -> str:
    """Return IPA as Arpabet, words apart by " / "; "" where a sound has no symbol there."""
    words = [_word(word) for word in unicodedata.normalize("NFD", ipa).split()]
    return " / ".join(words) if words and all(words) else ""


def _word(ipa: str) -> str:
    sounds: list[str] = []
    stress = "0" if _STRESSED.search(ipa) else "1"
    left = unicodedata.normalize("NFC", _SILENT.sub("", ipa))
    while left:
        if left[0] in _STRESS:
            stress, left = _STRESS[left[0]], left[1:]
            continue
        found = _SOUNDS.match(left)
        if not found:
            return ""
        if vowel := _VOWELS.get(found[0]):
            first, _, rest = vowel.partition(" ")
            sounds += [first + stress, *rest.split()]
            stress = "0"
        else:
            sounds.append(_CONSONANTS[found[0]])
        left = left[found.end() :]
    return " ".join(sounds)


def to_ipa(arpabet: str) -> str:
    """Return a word's Arpabet as IPA; "" where something in it is no Arpabet.

    A vowel's digit tells its stress: 1 the main one, 2 another, 0 or none unstressed. A stress mark
    stands before its vowel.
    """
    sounds = [_sound(symbol) for symbol in arpabet.upper().split()]
    return "".join(sounds) if all(sounds) else ""


def _sound(symbol: str) -> str:
    base, stress = symbol.rstrip("012"), symbol.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if base == "AH":
        vowel = "ʌ" if stress in ("1", "2") else "ə"
    elif base == "ER" and stress not in ("1", "2"):
        vowel = "əɹ"
    else:
        vowel = _FROM_VOWELS.get(base, "")
    if vowel:
        return {"1": "ˈ", "2": "ˌ"}.get(stress, "") + vowel if len(stress) <= 1 else ""
    return "" if stress else _FROM_CONSONANTS.get(base, "")
