"""The International Phonetic Alphabet in the letters that Kokoro was trained with.

Source: misaki's page on its phonemes (``EN_PHONES.md``): diphthongs and affricates are one letter.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from narrator.engine import place_phonemes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
_FIRST, _END = 0xE000, "\uf8ff"
"""Private letters around words that have phonemes: the first tells which, none is in clean text."""
_MARKED = re.compile("([\ue000-\uf8fe])([^\ue000-\uf8ff]*)\uf8ff")
_LEFT = re.compile("[\ue000-\uf8ff]")
_LINK = str.maketrans("[]", "()")


class Letters(str):
    """Phonemes that are in Kokoro's letters already."""

    __slots__ = ()


def to_kokoro(ipa: str, *, british: bool) -> str:
    """Return IPA as Kokoro's phonemes of British or American English."""
    phonemes = unicodedata.normalize("NFC", ipa)
    for letters, phoneme in _BRITISH if british else _AMERICAN:
        phonemes = phonemes.replace(letters, phoneme)
    return re.sub(r"[./()\[\]\u0361\u035c\u203f]", "", phonemes).strip()


def place_all(
    text: str, phonemes: Iterable[tuple[str, str]], foreign: Iterable[tuple[str, str]]
) -> Iterator[tuple[int, int, str]]:
    """Yield where words are said otherwise: those of ``foreign`` that hold none with phonemes."""
    placed = list(place_phonemes(text, phonemes))
    for start, end, said in place_phonemes(text, foreign):
        if not any(start < other and at < end for at, other, _ in placed):
            placed.append((start, end, said))
    yield from sorted(placed)


def mark_words(text: str, placed: Iterable[tuple[int, int, str]]) -> tuple[str, tuple[str, ...]]:
    """Return ``text`` with marks around words, and the phonemes to say each by in order.

    ``placed`` has where words start and end and their phonemes. So the text can be cut into parts,
    which :func:`split_marked` or :func:`link_words` take.
    """
    pieces: list[str] = []
    said: list[str] = []
    position = 0
    for start, end, told in placed:
        mark = chr(_FIRST + len(said) % (ord(_END) - _FIRST))
        pieces += [text[position:start], mark, text[start:end], _END]
        said.append(told)
        position = end
    return "".join([*pieces, text[position:]]), tuple(said)


def split_marked(text: str, said: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the runs of a marked text, each with its phonemes or ""."""
    position = 0
    for found in _MARKED.finditer(text):
        yield _LEFT.sub("", text[position : found.start()]), ""
        yield found[2], said[ord(found[1]) - _FIRST]
        position = found.end()
    yield _LEFT.sub("", text[position:]), ""


def link_words(text: str, said: Sequence[str], *, british: bool) -> str:
    """Return a marked text with its phonemes as misaki takes them: ``[word](/phonemes/)``.

    The text's own brackets become round ones, which the model says alike.
    """
    runs = ((run.translate(_LINK), told) for run, told in split_marked(text, said))
    return "".join(
        f"[{run}](/{_spell(told, british=british)}/)" if told else run for run, told in runs
    )


def _spell(told: str, *, british: bool) -> str:
    return told if isinstance(told, Letters) else to_kokoro(told, british=british)
