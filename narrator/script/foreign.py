"""Words in another language than their book's, as an engine is told of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from narrator.manuscript.model import Mark
from narrator.script.spoken import speak_as, speak_foreign

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from narrator.manuscript.model import Block, Passage
    from narrator.script.model import Script, Segment

Foreign = tuple[tuple[str, str], ...]
"""Words of a text in order, each with its language, or "" for those that are the book's."""

_PHRASE = re.compile(r"\w(?:[^\n,;:.!?…—()“”\"«»]*\w)?")
"""Words between marks: what is cut at marks holds each of them whole."""
_UNSAID = frozenset(("und", "mul", "zxx", "mis", "x", "i"))
"""What tags say of a language besides naming one."""
_GREEK, _CYRILLIC = "\u0370-\u03ff\u1f00-\u1fff", "\u0400-\u052f"
_LETTERS = {"bg": _CYRILLIC, "el": _GREEK, "grc": _GREEK, "ru": _CYRILLIC, "uk": _CYRILLIC}
_LATIN = "a-zA-Z\u00aa-\u024f\u1e00-\u1eff"
"""Ranges of the letters in which languages are written; most in Latin ones."""


@dataclass(frozen=True)
class Passages:
    """The passages of a script, by where they stand; ``language`` is the book's."""

    language: str
    passages: Sequence[Passage] = ()
    _by_place: dict[tuple[str, int], list[Passage]] = field(
        default_factory=lambda: defaultdict(list), repr=False
    )

    def __post_init__(self) -> None:
        for passage in self.passages:
            place = passage.place
            self._by_place[place.file, place.paragraph].append(passage)

    def find(self, segment: Segment, text: str, languages: Collection[str]) -> Foreign:
        """Give the words of a segment's spoken ``text`` that are in one of some other languages.

        Words in letters that such a language is not written in are left to the book's.
        """
        here = self._by_place.get((segment.place.file, segment.place.paragraph), ())
        said: dict[tuple[str, int], str] = {}
        for start, end, tag in _runs(segment, here):
            language = primary_of(tag)
            other = language != primary_of(self.language) and language in languages
            if other and _is_written_in(language, segment.text[start:end]):
                said |= dict.fromkeys(self._phrases(segment, start, end, tag), language)
        return _order(text, said) if said else ()

    def measure(self, segment: Segment) -> Counter[str]:
        """Count the characters of a segment by the languages that they are marked as."""
        here = self._by_place.get((segment.place.file, segment.place.paragraph), ())
        lengths = Counter[str]()
        for start, end, tag in _runs(segment, here):
            lengths[primary_of(tag)] += end - start
        return lengths

    def marks(self, segment: Segment) -> tuple[Mark, ...]:
        """Give the runs of a segment that are in another language than the book, as marks."""
        here = self._by_place.get((segment.place.file, segment.place.paragraph), ())
        runs = (_strip(segment.text, *run) for run in (_runs(segment, here) if here else ()))
        return tuple(
            Mark("language", start, end, tag)
            for start, end, tag in runs
            if start < end and tag != self.language
        )

    def _phrases(
        self, segment: Segment, start: int, end: int, tag: str
    ) -> Iterator[tuple[str, int]]:
        """Yield the phrases of a run, printed and said, each with how many are like it before."""
        text, kind = segment.text, segment.kind
        run = text[start:end]
        for said in dict.fromkeys((run, speak_foreign(run, kind, tag, self.language))):
            for found in _PHRASE.finditer(said):
                before = text[:start] + said[: found.start()]
                yield found[0], len(_alike([found[0]]).findall(before))
                spoken = speak_as(found[0], kind, self.language)
                if said is run and spoken != found[0]:
                    yield spoken, len(_alike([found[0]]).findall(before))


def foreign_runs(
    block: Block, pieces: Iterable[tuple[int, int]], language: str
) -> list[tuple[Mark, ...]]:
    """Give for pieces of a block the runs that are in another language, counted from its start."""
    passages = [(it.start, it.end, it.value) for it in block.marks if it.kind == "language"]
    own = primary_of(language)
    return [
        tuple(
            Mark("language", *run)
            for run in _flatten(passages, start, end)
            if primary_of(run[2]) != own
        )
        if passages
        else ()
        for start, end in pieces
    ]


def drop_slips(runs: Sequence[tuple[Mark, ...]], lengths: Iterable[int]) -> list[tuple[Mark, ...]]:
    """Drop, of a chapter's runs, those in a language in which more than half of it is said to be.

    It is a slip, as in :func:`believe_passages`. ``lengths`` are those of the texts.
    """
    marked = Counter[str]()
    for mark in (mark for each in runs for mark in each):
        marked[primary_of(mark.value)] += mark.end - mark.start
    half = sum(lengths) / 2
    wrong = {language for language, length in marked.items() if length > half}
    return [tuple(it for it in each if primary_of(it.value) not in wrong) for each in runs]


def believe_passages(script: Script) -> tuple[Passage, ...]:
    """Return the passages of a script that are what they say.

    Tools mark whole files as in the language that they were set to. Where more than half of a
    chapter is marked as one other language than the book's, that mark is taken for such a slip.
    """
    wrong = dict(_find_slips(script))
    return tuple(
        it
        for it in script.passages
        if (it.place.file, it.place.paragraph, primary_of(it.language)) not in wrong
    )


def _find_slips(script: Script) -> Iterator[tuple[tuple[str, int, str], str]]:
    """Yield file, paragraph and language of passages that are none, with their chapter's title."""
    book = Passages(script.metadata.language, script.passages)
    own = primary_of(script.metadata.language)
    for chapter in script.chapters if script.passages else ():
        marked = Counter[str]()
        for segment in chapter.segments:
            marked.update(book.measure(segment))
        half = sum(len(segment.text) for segment in chapter.segments) / 2
        places = {(it.place.file, it.place.paragraph) for it in chapter.segments}
        for language, length in marked.items():
            if length > half and language != own:
                yield from (((*place, language), chapter.title) for place in places)


def tell_slips(script: Script) -> str:
    """Say in a line which chapters are marked as another language throughout; "" where none is."""
    found = dict.fromkeys((title, language) for (_, _, language), title in _find_slips(script))
    told = [f"{title!r} as {language}" for title, language in found]
    if not told:
        return ""
    shown = ", ".join(told[:3]) + (f" and {len(told) - 3:,} more" if len(told) > 3 else "")
    language = script.metadata.language
    return (
        f"most of a chapter is marked as another language, and said in the book's, {language}: "
        f"{shown}. If the book is in that language, say so: language under [metadata] in book.toml"
    )


def primary_of(language: str) -> str:
    """Give the language of a BCP 47 tag without its country and letters."""
    return language.partition("-")[0].lower()


def tell_unspoken(script: Script, engine: str, spoken: Collection[str]) -> str:
    """Say in a line which passages an engine says in the book's language, "" where none is."""
    known = {*spoken, *_UNSAID, primary_of(script.metadata.language)}
    believed = believe_passages(script)
    counts = Counter(it.language for it in believed if primary_of(it.language) not in known)
    parts = [f"{n:,} passage{'s' if n > 1 else ''} in {name}" for name, n in counts.most_common()]
    return f"{', '.join(parts)}: {engine} says them in the book's language" if parts else ""


def _runs(segment: Segment, passages: Iterable[Passage]) -> Iterator[tuple[int, int, str]]:
    """Yield the runs of a segment's text that passages cover, each in the innermost's language."""
    places = [(it.place.start, it.place.end, it.language) for it in passages]
    start = segment.place.start
    yield from _flatten(places, start, start + len(segment.text))


def _strip(text: str, start: int, end: int, tag: str) -> tuple[int, int, str]:
    """Draw a run in to its first and last characters that are no white space."""
    run = text[start:end]
    start += len(run) - len(run.lstrip())
    return start, start + len(run.strip()), tag


def _flatten(
    passages: Iterable[tuple[int, int, str]], first: int, last: int
) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and language of each run between two places, counted from the first."""
    of_each = [""] * (last - first)
    for start, end, language in sorted(passages, key=lambda it: it[0] - it[1]):
        begin, stop = max(0, start - first), min(len(of_each), end - first)
        if begin < stop:
            of_each[begin:stop] = [language] * (stop - begin)
    at = 0
    for language, run in groupby(of_each):
        start, at = at, at + len(list(run))
        if language:
            yield start, at, language


def _is_written_in(language: str, text: str) -> bool:
    own = _LETTERS.get(language, _LATIN)
    return not re.search(rf"(?![{own}])[^\W\d_]", text)


def _order(text: str, said: dict[tuple[str, int], str]) -> Foreign:
    """List the phrases as they stand in a text, and their like that are the book's."""
    pairs: list[tuple[str, str]] = []
    seen: Counter[str] = Counter()
    for found in _alike({words for words, _ in said}).finditer(text):
        pairs.append((found[0], said.get((found[0], seen[found[0]]), "")))
        seen[found[0]] += 1
    return tuple(pairs) if any(language for _, language in pairs) else ()


def _alike(phrases: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
