"""The words that no dictionary knows, and how they would be said: names, mostly.

The dictionaries are misaki's for American and British English, the pronunciations espeak-ng's, by
which Kokoro and Piper say such words. Other languages have none.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from narrator.script.model import Script, Segment

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BRITISH = ("en-gb", "en-au", "en-nz", "en-ie", "en-za", "en-in", "en-uk")
_ENDINGS = (
    ("'s", ""), ("s'", "s"), ("'", ""), ("in'", "ing"), ("ies", "y"), ("ied", "y"), ("es", "e"),
    ("es", ""), ("s", ""), ("ier", "y"), ("iest", "y"), ("iness", "y"),
    ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""), ("er", "e"),
    ("er", ""), ("est", "e"), ("est", ""), ("ly", ""), ("ily", "y"), ("ness", ""), ("less", ""),
)  # fmt: skip
_DOUBLED = re.compile(r"([bdfglmnprt])\1(?:ed|ing|er|est)$")
_STARTS = ("un", "re", "non", "over", "out", "under", "mis", "fore")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that no dictionary knows: how often it occurs, where first, and how it is said."""

    word: str
    count: int
    segment: str
    sentence: str
    ipa: str


def list_unknown(script: Script) -> list[Unknown]:
    """Return the words of an English script that no dictionary knows, the most frequent first.

    Words that the script's lexicon says are left out; so are those in capitals, which are letters.
    """
    language = script.metadata.language.lower()
    if language.partition("-")[0] != "en":
        return []
    known = _read_dictionaries()
    told = {word for entry in script.lexicon.entries for word in _fold(entry.words).split()}
    counts: Counter[str] = Counter()
    first: dict[str, Segment] = {}
    for chapter in script.chapters:
        for segment in chapter.segments:
            for word in _WORD.findall(segment.spoken):
                counts[word] += 1
                first.setdefault(_bare(word), segment)
    unknown = _join_cases({word: n for word, n in counts.items() if not _is_known(word, known)})
    found = [(word, n) for word, n in unknown.most_common() if _fold(word) not in told]
    ipa = _say_words([word for word, _ in found], british=language in _BRITISH)
    return [
        Unknown(word, n, first[_bare(word)].id, first[_bare(word)].text, said)
        for (word, n), said in zip(found, ipa, strict=True)
    ]


def _join_cases(counts: dict[str, int]) -> Counter[str]:
    """Count a word and its genitive once, as it is written most often."""
    joined: Counter[str] = Counter()
    names: dict[str, str] = {}
    for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        joined[names.setdefault(_bare(word), word)] += n
    return joined


def _bare(word: str) -> str:
    """Give a word in small letters, without the ending of its genitive."""
    return _fold(word).removesuffix("'s")


def _is_known(word: str, known: frozenset[str]) -> bool:
    if len(word) < 3 or word.isupper() or _is_listed(word, known):
        return True
    plain = _fold(word)
    stems = [plain.removesuffix(end) + instead for end, instead in _ENDINGS if plain.endswith(end)]
    if doubled := _DOUBLED.search(plain):
        stems.append(plain[: doubled.start() + 1])
    stems += [plain.removeprefix(start) for start in _STARTS if plain.startswith(start)]
    return any(len(stem) > 2 and _is_listed(stem, known) for stem in stems)


def _is_listed(word: str, known: frozenset[str]) -> bool:
    plain = _fold(word)
    return plain in known or plain.replace("'", "") in known


def _fold(word: str) -> str:
    return word.replace("’", "'").casefold()


@functools.cache
def _read_dictionaries() -> frozenset[str]:
    """Read the words that misaki's lexicons know, in small letters."""
    folder = resources.files("misaki") / "data"
    return frozenset(
        _fold(word)
        for name in ("us_gold", "us_silver", "gb_gold", "gb_silver")
        for word in json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    )


def _say_words(words: Iterable[str], *, british: bool) -> list[str]:
    import espeakng_loader
    from phonemizer.backend import EspeakBackend
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
    espeak = EspeakBackend(
        "en-gb" if british else "en-us",
        with_stress=True,
        language_switch="remove-flags",
        words_mismatch="ignore",
    )
    return [str(said) for said in espeak.phonemize(list(words), strip=True)]
