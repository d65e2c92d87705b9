"""The International Phonetic Alphabet in the letters that Kokoro was trained with.

Source: misaki's page on its phonemes (``EN_PHONES.md``): diphthongs and affricates are one letter.
"""

from __future__ import annotations

import re
import unicodedata

_BOTH = (
    ("t͡ʃ", "ʧ"), ("tʃ", "ʧ"), ("d͡ʒ", "ʤ"), ("dʒ", "ʤ"), ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"),
    ("ɔɪ", "Y"), ("r", "ɹ"), ("g", "ɡ"), ("ɫ", "l"), ("x", "k"), ("ɚ", "əɹ"), ("ɝ", "ɜɹ"),
    ("'", "ˈ"), (":", "ː"),
)  # fmt: skip
_BRITISH = (*_BOTH, ("əʊ", "Q"), ("oʊ", "Q"), ("ɜɹ", "ɜː"))
_AMERICAN = (
    *_BOTH, ("oʊ", "O"), ("əʊ", "O"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɒ", "ɑ"), ("ɾ", "T"),
    ("ː", ""),
)  # fmt: skip
_LINK = str.maketrans("[]", "()")

Ipa = tuple[tuple[str, str], ...]


def to_kokoro(ipa: str, *, british: bool) -> str:
    """Return IPA as Kokoro's phonemes of British or American English."""
    phonemes = unicodedata.normalize("NFC", ipa)
    for letters, phoneme in _BRITISH if british else _AMERICAN:
        phonemes = phonemes.replace(letters, phoneme)
    return re.sub(r"[./()\[\]\u0361\u035c\u203f]", "", phonemes).strip()


def mark_words(text: str, ipa: Ipa, *, british: bool) -> str:
    """Return ``text`` with its words' phonemes as misaki takes them: ``[word](/phonemes/)``.

    The text's own brackets become round ones, which the model says alike.
    """
    said = {words.translate(_LINK): to_kokoro(phonemes, british=british) for words, phonemes in ipa}
    words = "|".join(re.escape(each) for each in sorted(said, key=len, reverse=True))
    return re.sub(
        rf"(?<!\w)(?:{words})(?!\w)",
        lambda found: f"[{found[0]}](/{said[found[0]]}/)",
        text.translate(_LINK),
    )
