"""The lexicon: how words are said, and in which form each engine gets that.

Entries count where clips are planned, on the spoken form, so that a changed entry changes the names
of just the clips in which it is heard. An entry is known by its words as they are printed and by
their spoken form: "St. Ives" is found where "Saint Ives" is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from narrator.script.arpabet import to_arpabet
from narrator.script.grammar import has_part
from narrator.script.spoken import speak_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from narrator.manuscript.model import Place
    from narrator.script.model import Segment

Phonemes = tuple[tuple[str, str], ...]
"""Words of a text in order, each with the phonemes to say it by, or "" for those said as ever."""

_APOSTROPHES = re.compile("['’‘ʼ]")
_SIGNED = re.compile(r"[^\w\s'’‘ʼ-]|[0-9]|[A-Z]{2}")
"""What words that the rules may say otherwise have in them: signs, digits, capitals."""


@dataclass(frozen=True, slots=True)
class Entry:
    """How a word or phrase is said: ``say`` in other letters, ``ipa`` in phonemes, or both.

    ``engines`` are pairs of an engine's name and what it alone gets: phonemes in its own alphabet,
    or, for one that takes none, other letters. ``case`` asks for these capitals, ``whole`` for
    whole words; ``part`` (of speech), ``language`` (a BCP 47 tag), ``speaker`` and ``place`` say
    where alone it counts. ``source`` names the file that it is from. ``printed`` are the words of
    the entry as it was written, where ``words`` are what the rules made of these in a segment.
    """

    words: str
    say: str = ""
    ipa: str = ""
    engines: tuple[tuple[str, str], ...] = ()
    case: bool = False
    whole: bool = True
    part: str = ""
    language: str = ""
    speaker: str = ""
    place: Place | None = None
    source: str = ""
    printed: str = ""

    @property
    def written(self) -> Entry:
        """The entry as it stands in its lexicon."""
        return replace(self, words=self.printed, printed="") if self.printed else self

    def counts_for(self, speaker: str, language: str) -> bool:
        """Tell whether it counts where ``speaker`` speaks ``language``."""
        own, theirs = self.language.lower(), language.lower()
        spoken = not own or theirs == own or theirs.startswith(f"{own}-")
        return spoken and self.speaker in {"", speaker}

    @property
    def saying(self) -> tuple[object, ...]:
        """What it says of its words, to tell it from another."""
        return (self.say, self.ipa, self.engines)


class Taker(NamedTuple):
    """Who gets the words: an engine's name, and the alphabet of phonemes it takes, "" for none."""

    engine: str
    alphabet: str = ""


class Form(NamedTuple):
    """What an engine gets of an entry: letters in the place of the words, or their phonemes."""

    letters: str = ""
    phonemes: str = ""


def choose_form(entry: Entry, taker: Taker, language: str) -> Form | None:
    """Give an entry as an engine understands it, None where it does not.

    The engine's own comes first, then phonemes, then letters.
    """
    own = dict(entry.engines).get(taker.engine, "")
    if own:
        return Form(phonemes=own) if taker.alphabet and entry.whole else Form(own)
    if entry.ipa and entry.whole and taker.alphabet:
        english = language.partition("-")[0].lower() == "en"
        arpabet = to_arpabet(entry.ipa) if english else ""
        phonemes = entry.ipa if taker.alphabet == "ipa" else arpabet
        if phonemes:
            return Form(phonemes=phonemes)
    return Form(entry.say) if entry.say else None


class Worded(NamedTuple):
    """A text with its lexicon's words in it, their phonemes, and the entries that count in it."""

    text: str
    phonemes: Phonemes = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """Entries, the nearest first: of two for the same words the first counts."""

    entries: tuple[Entry, ...] = ()
    _finders: dict[tuple[str, str, tuple[Entry, ...]], _Finder] = field(
        default_factory=dict, repr=False, compare=False
    )

    def word(self, segment: Segment, language: str, taker: Taker, text: str = "") -> Worded:
        """Give a segment's spoken text, or ``text`` of it, as an engine is to say it."""
        text = text or segment.spoken
        if not self.entries:
            return Worded(text)
        return self._find(segment, language).word(text, taker)

    def word_text(self, spoken: str, language: str, taker: Taker) -> Worded:
        """Give a spoken text that stands in no book as an engine is to say it."""
        return _Finder(self._list_counting("", language), language).word(spoken, taker)

    def list_used(self, segment: Segment, language: str) -> Iterator[Entry]:
        """Yield the entries that count in a segment, each as often as it does."""
        for _, _, entry in self._find(segment, language).find(segment.spoken):
            yield entry.written

    def _find(self, segment: Segment, language: str) -> _Finder:
        known = segment.speaker if segment.speaker in self._speakers else ""
        here = tuple(self._list_here(segment))
        shortened = tuple(self._find_shortened(segment, known, language))
        if here:
            return _Finder(self._list_counting(known, language, (*here, *shortened)), language)
        key = known, language, shortened
        if key not in self._finders:
            self._finders[key] = _Finder(self._list_counting(*key), language)
        return self._finders[key]

    def _list_here(self, segment: Segment) -> Iterator[Entry]:
        """Yield entries of a segment's place, by their words and by what is said for these."""
        here = [entry for entry in self._placed if _is_at(entry, segment.place)]
        yield from here
        for entry in here:
            said = _as_said(entry, segment, *_find_span(entry, segment))
            if said:
                yield said

    def _find_shortened(self, segment: Segment, speaker: str, language: str) -> Iterator[Entry]:
        """Yield entries of words with signs where they are printed, by what is said there."""
        for entry, pattern in self._shortened if segment.spoken != segment.text else ():
            if entry.counts_for(speaker, language):
                for found in pattern.finditer(segment.text):
                    said = _as_said(entry, segment, *found.span())
                    if said and said.words != speak_as(entry.words, "narration", language):
                        yield said

    @cached_property
    def _shortened(self) -> tuple[tuple[Entry, re.Pattern[str]], ...]:
        return tuple(
            (entry, _compile(_write_pattern(entry.words, whole=True), case=entry.case))
            for entry in self.entries
            if not entry.place and _SIGNED.search(entry.words)
        )

    def _list_counting(
        self, speaker: str, language: str, here: Sequence[Entry] = ()
    ) -> list[Entry]:
        general = [it for it in self.entries if not it.place and it.counts_for(speaker, language)]
        return [*sorted(general, key=lambda entry: not entry.speaker), *here]

    @cached_property
    def _placed(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.place)

    @cached_property
    def _speakers(self) -> frozenset[str]:
        return frozenset(entry.speaker for entry in self.entries if entry.speaker)


class _Finder:
    """Finds the words of entries in texts, the longest first, and says them."""

    def __init__(self, entries: Sequence[Entry], language: str) -> None:
        self._language = language
        self._by_words: dict[str, list[tuple[Entry, str]]] = {}
        patterns: dict[str, str] = {}
        for entry in entries:
            spoken = speak_as(entry.words, "narration", language)
            for words in dict.fromkeys((entry.words, spoken)):
                key = _fold(words)
                self._by_words.setdefault(key, []).append((entry, _fold(words, case=True)))
                patterns.setdefault(key, _write_pattern(words, whole=entry.whole))
        longest = sorted(patterns, key=len, reverse=True)
        whole = all(entry.whole for entry in entries)
        by_first: dict[str, list[str]] = {}
        for key in longest:
            by_first.setdefault(_first_word(key) if whole else "", []).append(patterns[key])
        self._by_first = {
            first: re.compile("|".join(alike), re.IGNORECASE) for first, alike in by_first.items()
        }

    def find(
        self, text: str, counts: Callable[[Entry], object] = bool
    ) -> Iterator[tuple[int, int, Entry]]:
        """Yield where entries are in a text, of those for the same words the first that counts."""
        for found in self._find(text):
            for entry, spelling in self._by_words.get(_fold(found[0]), ()):
                if _is_found(entry, spelling, found) and counts(entry):
                    yield *found.span(), entry
                    break

    def word(self, text: str, taker: Taker) -> Worded:
        """Return a text as an engine is to say it."""
        pieces: list[str] = []
        said: dict[int, tuple[str, str]] = {}
        entries: list[Entry] = []
        position = length = 0
        for start, end, entry in self.find(text, lambda it: self._form(it, taker)):
            form = self._form(entry, taker) or Form()
            entries.append(entry.written)
            pieces += [text[position:start], form.letters or text[start:end]]
            if form.phonemes:
                said[length + start - position] = (text[start:end], form.phonemes)
            length += sum(map(len, pieces[-2:]))
            position = end
        written = "".join([*pieces, text[position:]])
        return Worded(written, _order(written, said), tuple(entries))

    def _form(self, entry: Entry, taker: Taker) -> Form | None:
        return choose_form(entry, taker, self._language)

    def _find(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the words of entries in a text, by the first of them unless one has none."""
        if not self._by_first:
            return
        if "" in self._by_first:
            patterns = "|".join(pattern.pattern for pattern in self._by_first.values())
            yield from re.compile(patterns, re.IGNORECASE).finditer(text)
            return
        position = 0
        for word in _WORD.finditer(text):
            pattern = self._by_first.get(word[0].casefold())
            if pattern and word.start() >= position:
                found = pattern.match(text, word.start())
                if found:
                    position = found.end()
                    yield found


_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"\w")
_NO_SPACE, _NO_SPACE_LAST = re.compile(r"\S*"), re.compile(r"\S*$")
_AROUND = re.compile(r"^\W+|\W+$")


def _first_word(key: str) -> str:
    """Give the word that a key begins with, "" where it begins with a sign."""
    found = _WORD.match(key)
    return found[0] if found else ""


def _is_found(entry: Entry, spelling: str, found: re.Match[str]) -> bool:
    """Tell whether what is found has the capitals and is the part of speech that are asked for."""
    if entry.case and _fold(found[0], case=True) != spelling:
        return False
    return not entry.part or has_part(found.string, found.start(), entry.part)


def _order(text: str, said: dict[int, tuple[str, str]]) -> Phonemes:
    """List the words that have phonemes as they stand in a text, and their like that have none.

    ``said`` has them by where they start.
    """
    words = sorted({words for words, _ in said.values()}, key=len, reverse=True)
    if not words:
        return ()
    alike = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
    return tuple((it[0], said.get(it.start(), ("", ""))[1]) for it in alike.finditer(text))


def _is_at(entry: Entry, place: Place) -> bool:
    at = entry.place
    return (
        at is not None
        and (at.file, at.paragraph) == (place.file, place.paragraph)
        and at.start < place.end
        and place.start < at.end
    )


def _find_span(entry: Entry, segment: Segment) -> tuple[int, int]:
    at = entry.place or segment.place
    return max(0, at.start - segment.place.start), at.end - segment.place.start


def _as_said(entry: Entry, segment: Segment, start: int, end: int) -> Entry | None:
    """Return an entry for what a segment's text has from ``start`` to ``end``, as it is said there.

    The rules may have made other words of it than they make of it alone: a year's, between dates.
    """
    printed, spoken = segment.text.split(), segment.spoken.split()
    before, after = _NO_SPACE_LAST.search(segment.text[:start]), _NO_SPACE.match(segment.text, end)
    lead, tail = before[0] if before else "", after[0] if after else ""
    first = len(segment.text[: start - len(lead)].split())
    last = len(segment.text[: end + len(tail)].split())
    aligned = SequenceMatcher(a=printed, b=spoken, autojunk=False).get_opcodes()
    low, high = _carry(first, aligned), _carry(last, aligned)
    words = "" if low is None or high is None else " ".join(spoken[low:high])
    words = _cut(words, lead, tail)
    if words in ("", entry.words):
        return None
    return replace(entry, words=words, printed=entry.words)


def _cut(words: str, lead: str, tail: str) -> str:
    """Return words without what is written together with them, "" where that is said otherwise."""
    if _LETTER.search(lead) and not words.startswith(lead):
        return ""
    if _LETTER.search(tail) and not words.endswith(tail):
        return ""
    return _AROUND.sub("", words.removeprefix(lead).removesuffix(tail))


def _carry(word: int, aligned: Iterable[tuple[str, int, int, int, int]]) -> int | None:
    """Return which spoken word a printed one begins with, None where it is amid others' change."""
    end = 0
    for _, first, last, low, high in aligned:
        if word == first:
            return low
        if first < word < last:  # as many words as there were are each said for one
            return low + word - first if last - first == high - low else None
        end = high
    return end


def _fold(words: str, *, case: bool = False) -> str:
    plain = _APOSTROPHES.sub("'", " ".join(words.split()))
    return plain if case else plain.casefold()


def _compile(pattern: str, *, case: bool) -> re.Pattern[str]:
    return re.compile(pattern, 0 if case else re.IGNORECASE)


def _write_pattern(words: str, *, whole: bool) -> str:
    escaped = r"\s+".join(
        "['’‘ʼ]".join(map(re.escape, _APOSTROPHES.split(word))) for word in words.split()
    )
    return rf"(?<!\w){escaped}(?!\w)" if whole else escaped


NO_LEXICON = Lexicon()


def join_lexicons(lexicons: Iterable[Lexicon]) -> Lexicon:
    """Return one lexicon of several, the nearest first."""
    return Lexicon(tuple(entry for lexicon in lexicons for entry in lexicon.entries))
