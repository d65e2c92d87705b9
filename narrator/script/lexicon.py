"""The lexicon, ``<stem>.lexicon.toml``: how words are said, in a book, a series, a house.

::

    include = ["series.lexicon.toml"]

    [words]
    Cholmondeley = "Chumley"
    Hermione = {say = "her-my-oh-nee", ipa = "hɜːˈmaɪəni"}
    "Wind River" = {say = "Wynd River", case = true, speaker = "Mara", language = "en"}

A word may have a list of such tables. W3C pronunciation lexicons (``.pls``) are read too. What
stands in the file counts before what it includes, and that before what the manuscript itself says.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from narrator.errors import ManuscriptError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from narrator.manuscript.model import Pronunciation

Ipa = tuple[tuple[str, str], ...]
"""Words of a text as they stand in it, each with its phonemes."""

_KEYS = {"say": str, "ipa": str, "case": bool, "whole": bool, "language": str, "speaker": str}
_PLS = "{http://www.w3.org/2005/01/pronunciation-lexicon}"


@dataclass(frozen=True, slots=True)
class Entry:
    """How a word or phrase is said: ``say`` in other letters, ``ipa`` in phonemes, or both.

    ``case`` asks for these capitals, ``whole`` for whole words; ``language`` (a BCP 47 tag) and
    ``speaker`` say where alone it counts. ``source`` names the file that it is from.
    """

    words: str
    say: str = ""
    ipa: str = ""
    case: bool = False
    whole: bool = True
    language: str = ""
    speaker: str = ""
    source: str = ""

    def counts_for(self, speaker: str, language: str) -> bool:
        """Tell whether it counts where ``speaker`` speaks ``language``."""
        own, theirs = self.language.lower(), language.lower()
        spoken = not own or theirs == own or theirs.startswith(f"{own}-")
        return spoken and self.speaker in {"", speaker}


@dataclass(frozen=True)
class Lexicon:
    """Entries, the nearest first: of two for the same words the first counts."""

    entries: tuple[Entry, ...] = ()
    _finders: dict[tuple[str, str, bool], _Finder] = field(
        default_factory=dict, repr=False, compare=False
    )

    def say(self, text: str, speaker: str, language: str, *, ipa: bool) -> tuple[str, Ipa]:
        """Return how ``text`` is said, and the phonemes of words in it.

        With ``ipa`` an entry's phonemes come before its letters; without, they are of no use.
        """
        if not self.entries:
            return text, ()
        phonemes: dict[str, str] = {}
        finder = self._find(speaker, language, ipa=ipa)

        def write(found: re.Match[str]) -> str:
            entry = finder.choose(found[0])
            if entry is None:
                return found[0]
            if ipa and entry.ipa:
                phonemes[found[0]] = entry.ipa
                return found[0]
            return entry.say

        return finder.pattern.sub(write, text), tuple(phonemes.items())

    def list_used(self, text: str, speaker: str, language: str) -> Iterator[Entry]:
        """Yield the entries that count in a text, each as often as it does."""
        finder = self._find(speaker, language, ipa=True)
        for found in finder.pattern.finditer(text):
            if entry := finder.choose(found[0]):
                yield entry

    def _find(self, speaker: str, language: str, *, ipa: bool) -> _Finder:
        known = speaker if any(entry.speaker == speaker for entry in self.entries) else ""
        key = (known, language, ipa)
        if key not in self._finders:
            counting = [entry for entry in self.entries if entry.counts_for(speaker, language)]
            self._finders[key] = _Finder(
                [entry for entry in counting if entry.say or (ipa and entry.ipa)]
            )
        return self._finders[key]


class _Finder:
    """Finds the words of entries, the longest first; of one's own speaker before all others."""

    def __init__(self, entries: list[Entry]) -> None:
        longest = sorted(entries, key=lambda entry: -len(entry.words))
        words = dict.fromkeys(map(_write_pattern, longest))
        self.pattern = re.compile("|".join(words) or "(?!)", re.IGNORECASE)
        self._by_words: dict[str, list[Entry]] = {}
        for entry in sorted(entries, key=lambda entry: not entry.speaker):
            self._by_words.setdefault(entry.words.casefold(), []).append(entry)

    def choose(self, words: str) -> Entry | None:
        entries = self._by_words.get(words.casefold(), ())
        return next((it for it in entries if not it.case or it.words == words), None)


NO_LEXICON = Lexicon()


def _write_pattern(entry: Entry) -> str:
    words = re.escape(entry.words)
    return rf"(?<!\w){words}(?!\w)" if entry.whole else words


def join_lexicons(lexicons: Iterable[Lexicon]) -> Lexicon:
    """Return one lexicon of several, the nearest first."""
    return Lexicon(tuple(entry for lexicon in lexicons for entry in lexicon.entries))


def lexicon_of(pronunciations: Sequence[Pronunciation]) -> Lexicon:
    """Return what a manuscript itself says of how its words are said.

    Phonemes in another alphabet than IPA are kept as an entry that no engine can use.
    """
    return Lexicon(
        tuple(
            Entry(
                each.words,
                say=each.phonemes if each.alphabet == "alias" else "",
                ipa=each.phonemes if each.alphabet in {"ipa", ""} else "",
                language=each.language,
                source=each.place.file,
            )
            for each in pronunciations
        )
    )


def read_lexicon(path: Path) -> Lexicon:
    """Return the lexicon of a file, TOML or PLS, with those that it includes behind it.

    Raises ManuscriptError where a file cannot be read as one.
    """
    return Lexicon(tuple(_read(path, ())))


def _read(path: Path, above: tuple[Path, ...]) -> Iterator[Entry]:
    if path.resolve() in above:
        raise ManuscriptError(f"{path}: this lexicon includes itself. Take that include out.")
    if path.suffix.lower() in {".pls", ".xml"}:
        yield from _read_pls(path)
        return
    table = _read_toml(path)
    includes, words = table.pop("include", []), table.pop("words", {})
    listed = isinstance(includes, list) and all(isinstance(name, str) for name in includes)
    if table or not isinstance(words, dict) or not listed:
        raise ManuscriptError(
            f'{path}: write include = ["…"] and [words] in the lexicon, and no others.'
        )
    for name, told in words.items():
        for each in told if isinstance(told, list) else [told]:
            yield _read_entry(path, name, each)
    for name in includes:
        yield from _read(path.parent / name, (*above, path.resolve()))


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise ManuscriptError(f"{path}: the lexicon cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise ManuscriptError(f"{path}: the lexicon is not TOML: {error}. Correct it.") from error


def _read_entry(path: Path, words: str, told: object) -> Entry:
    entry = {"say": told} if isinstance(told, str) else told
    if (
        not isinstance(entry, dict)
        or not words.strip()
        or any(type(value) is not _KEYS.get(key) for key, value in entry.items())
        or not (str(entry.get("say", "")).strip() or str(entry.get("ipa", "")).strip())
    ):
        raise ManuscriptError(
            f'{path}: {words!r} is no entry. Write "{words}" = "how it is said", or a table of '
            f"{', '.join(_KEYS)} with say or ipa in it."
        )
    given: dict[str, Any] = {
        key: value.strip() if isinstance(value, str) else value for key, value in entry.items()
    }
    given["ipa"] = given.get("ipa", "").strip("/[]")
    return Entry(" ".join(words.split()), source=str(path), **given)


def _read_pls(path: Path) -> Iterator[Entry]:
    """Yield the entries of a lexicon of the Pronunciation Lexicon Specification 1.0."""
    from lxml import etree

    try:
        root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise ManuscriptError(f"{path}: the lexicon cannot be read: {error}.") from error
    language = root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    for lexeme in root.iter(f"{_PLS}lexeme"):
        alias = " ".join(lexeme.findtext(f"{_PLS}alias", "").split())
        phoneme = lexeme.find(f"{_PLS}phoneme")
        alphabet = "" if phoneme is None else phoneme.get("alphabet") or root.get("alphabet")
        ipa = "".join(phoneme.itertext()).strip() if alphabet == "ipa" else ""
        for grapheme in lexeme.iter(f"{_PLS}grapheme"):
            if words := " ".join("".join(grapheme.itertext()).split()):
                yield Entry(words, alias, ipa, language=language, source=str(path))
