"""What was to be said and what was heard, compared by their sound.

Words are the same that are pronounced alike: *their* and *there*, *colour* and *color*, *13* and
*thirteen*. Where they differ, the sounds of the differing words decide how much: a listener takes
*Marilla* for *Merrill*, which is most of the same sounds; a word that was left out is not there.
"""

from __future__ import annotations

import difflib
import itertools
import re
import threading
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Kind = Literal["misheard", "missing", "extra", "repeated", "other"]

_ALIKE = 0.5
"""The part of the sounds that may differ where a listener has taken words for others."""
_ALIKE_NAMES = 0.75
"""The same for names, which Whisper's small models mostly do not know."""
_SHORT = 3
"""Sounds of words such as *a*, *in*, *that*, which are taken for each other in any case."""
_LITTLE = 0.1
"""What a sound counts that a listener is likely to have heard wrong."""

_CONTRACTIONS = (
    (r"\bcan't\b", "can not"),
    (r"\bcannot\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"\bshan't\b", "shall not"),
    (r"n't\b", " not"),
    (r"'ll\b", " will"),
    (r"'re\b", " are"),
    (r"'ve\b", " have"),
    (r"\bi'm\b", "i am"),
    (r"\b(it|that|there|what|where|who|he|she|here|how)'s\b", r"\1 is"),
)
_WRITTEN = {"mr": "mister", "mrs": "missus", "dr": "doctor", "st": "saint", "ok": "okay"}
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)\b")
_CLOCK = re.compile(r"\b(\d{1,2})(\d\d)\b")
_NUMBER = re.compile(r"\d+(?:,\d{3})+|\d+")
_VOICES = {"en": "en-us", "fr": "fr-fr", "pt": "pt-br", "zh": "cmn"}
"""What espeak-ng calls a language, where that is not its code."""


_ALONE = threading.Lock()
"""Held while espeak-ng works: it does one thing at a time."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A place where what was heard is not what was to be said.

    ``weight`` is in sounds: how many are wrong, less where the listener is likely to be.
    """

    kind: Kind
    said: str
    heard: str
    weight: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written in small letters, and its sounds; ``is_name`` where it is a name."""

    text: str
    sounds: str
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a clip is to say. ``language`` has two letters.

    ``phonemes`` are those of words that the lexicon has, as in :class:`narrator.engine.Speech`.
    """

    text: str
    language: str
    phonemes: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, text: str, tag: str, phonemes: Iterable[Sequence[str]] = ()) -> Wanted:
        """Take the language from a language tag: ``en`` from ``en-GB``."""
        pairs = tuple((words, sounds) for words, sounds in phonemes)
        return cls(text, tag.partition("-")[0].lower(), pairs)

    def list_sounds(self) -> dict[str, str]:
        """Give the lexicon's sounds by single words in small letters."""
        pairs = ((words.lower().split(), sounds.split()) for words, sounds in self.phonemes)
        return {
            word: sound
            for words, sounds in pairs
            if len(words) == len(sounds)
            for word, sound in zip(words, sounds, strict=True)
        }


def compare(wanted: Wanted, heard: str) -> tuple[Slip, ...]:
    """List where what was heard differs from what was to be said, in order.

    A listener writes *five-thirty* as 530 too: numbers are read in the way that fits better.
    """
    ways = dict.fromkeys((heard, _CLOCK.sub(r"\1 \2", heard)))
    said = list_words(wanted)
    found = (_compare(said, list_words(replace(wanted, text=way))) for way in ways)
    return min(found, key=lambda slips: sum(slip.weight for slip in slips))


def _compare(ours: Sequence[Word], theirs: Sequence[Word]) -> tuple[Slip, ...]:
    steps = difflib.SequenceMatcher(
        None, [word.sounds for word in ours], [word.sounds for word in theirs], autojunk=False
    ).get_opcodes()
    slips = (
        _judge(ours[a:b], theirs[c:d], (ours[max(0, a - (d - c)) : a], ours[b : b + d - c]))
        for step, a, b, c, d in steps
        if step != "equal"
    )
    return tuple(slip for slip in slips if slip.weight)


def list_words(wanted: Wanted) -> list[Word]:
    """Give the words of a text as they are said: numbers in letters, contractions in full."""
    text, language, known = wanted.text, wanted.language, wanted.list_sounds()
    names = _find_names(text) | set(known)
    plain = _write_plainly(text, language)
    if _is_english(language):
        plain = spell_out(plain)
        plain = " ".join(_WRITTEN.get(word, word) for word in re.findall(r"[\w']+", plain))
    words = re.findall(r"[^\W_]+", plain.replace("'", ""))
    return [Word(word, _find_sounds(word, language, known), word in names) for word in words]


def spell_out(plain: str) -> str:
    """Give English in small letters with its contractions in full."""
    for pattern, instead in _CONTRACTIONS:
        plain = re.sub(pattern, instead, plain)
    return plain


def list_spoken(wanted: Wanted) -> list[str]:
    """Give the words of a text as they are said, contractions as they stand."""
    plain = _write_plainly(wanted.text, wanted.language)
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)*", plain)
    return [_WRITTEN.get(word, word) for word in words]


def _write_plainly(text: str, language: str) -> str:
    """Write a text in small letters, with the typewriter's apostrophe, numbers in letters."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("&", " and ")
    return _spell_numbers(plain, language)


def _judge(
    said: Sequence[Word], heard: Sequence[Word], beside: tuple[Sequence[Word], Sequence[Word]]
) -> Slip:
    """Say what kind of difference this is, and how much it weighs.

    ``beside`` are as many words as were heard, before and after those that were to be said.
    """
    ours, theirs = _join_sounds(said), _join_sounds(heard)
    wrong, most = _count_edits(ours, theirs), max(len(ours), len(theirs))
    allowed = _ALIKE_NAMES if any(word.is_name for word in said) else _ALIKE
    kind: Kind = "other"
    if _stutters(heard) and not _stutters(said):
        kind = "repeated"
    elif not heard:
        kind = "missing"
    elif not said:
        kind = "repeated" if theirs in map(_join_sounds, beside) else "extra"
    elif wrong <= allowed * most or most <= _SHORT:
        kind = "misheard"
    weight = wrong * (_LITTLE if kind == "misheard" else 1.0)
    return Slip(kind, _join(said), _join(heard), weight)


def _stutters(words: Sequence[Word]) -> bool:
    """Tell whether a word stands twice on end."""
    return any(word.sounds == after.sounds for word, after in itertools.pairwise(words))


def _join(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _join_sounds(words: Sequence[Word]) -> str:
    return "".join(word.sounds for word in words)


def _find_names(text: str) -> set[str]:
    """Find words with a capital that do not begin a sentence; with them, their genitives."""
    found = re.findall(r"(?<=[\w,;:’'] )[A-Z][^\W\d_]+", text)
    return {name.lower() for name in found} | {f"{name.lower()}s" for name in found}


def _spell_numbers(text: str, language: str) -> str:
    if not re.search(r"\d", text):
        return text
    from num2words import num2words

    def spell(found: re.Match[str], to: str) -> str:
        digits = found[found.lastindex or 0].replace(",", "")
        try:
            return f" {num2words(int(digits), lang=language, to=to)} "
        except (NotImplementedError, OverflowError):
            return " ".join(digits)

    text = _ORDINAL.sub(lambda found: spell(found, "ordinal"), text)
    return _NUMBER.sub(lambda found: spell(found, "cardinal"), text)


def _is_english(language: str) -> bool:
    return language == "en"


def _find_sounds(word: str, language: str, known: Mapping[str, str]) -> str:
    """Give a word's sounds: the lexicon's in phonetic letters, else espeak-ng's, else the word."""
    said = known.get(word, "")
    return _strip_stress(said) if not said.isascii() else pronounce(word, language) or word


@lru_cache(maxsize=100_000)
def pronounce(word: str, language: str) -> str:
    """Give a word's sounds, in espeak-ng's letters; where it knows no such language, the word."""
    with _ALONE:
        espeak = _load_espeak(language)
        sounds = str(espeak.phonemize([word], strip=True)[0]) if espeak else word
    return _strip_stress(sounds)


def _strip_stress(sounds: str) -> str:
    return re.sub(r"[\sˈˌː\u0361]", "", sounds)


@cache
def _load_espeak(language: str) -> Any:  # noqa: ANN401 — phonemizer has no types
    import espeakng_loader
    from phonemizer.backend import EspeakBackend
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
    voice = _VOICES.get(language, language)
    if not EspeakBackend.is_supported_language(voice):
        return None
    return EspeakBackend(voice, language_switch="remove-flags", words_mismatch="ignore")


def _count_edits(ours: str, theirs: str) -> int:
    """Count the sounds that must be put in, left out or changed: Levenshtein's distance."""
    row = list(range(len(theirs) + 1))
    for above, sound in enumerate(ours):
        last, row = row, [above + 1]
        for place, other in enumerate(theirs):
            row.append(min(last[place + 1] + 1, row[place] + 1, last[place] + (sound != other)))
    return row[-1]
