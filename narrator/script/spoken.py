"""The spoken form of a text: what is said where it differs from what is printed.

A heading's numeral and ornaments come first, then the words of the book's language
(:mod:`narrator.script.normal`), then dashes, ellipses and white space. A rule changes nothing where
it does not apply.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from narrator.manuscript.model import Mark
from narrator.manuscript.page import has_words
from narrator.script.normal import Change, is_known, normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from narrator.script.model import SegmentKind

ROMAN = re.compile(r"(?:C{0,2})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
ROMAN_HEADING = re.compile(
    r"(?P<word>(?:(?:chapter|book|part|volume|act|scene|canto|section)\s+)?)"
    r"(?P<numeral>[CXLVI]+)(?=\s*(?:$|[\n—―]|[.:,;)](?!\w))|\s+[–-])",
    re.IGNORECASE,
)
LETTERS = {"C", "L"}
"""Numerals that, alone after most words, are letters: a book has a part C, not a hundred parts."""
LONG_COUNTED = {"chapter", "canto"}
ROMAN_VALUES = {"C": 100, "L": 50, "X": 10, "V": 5, "I": 1}

DASH = r"(?:—+|--+|―+|(?<=\s)–(?=\s))"
OMISSION = re.compile(r"(?<=\w)⸺+|⸻+")
ORNAMENT = re.compile(
    r"(?<!\w)(?<!\d\s)[*_#]+(?!\w)|(?<!\w)[*_]+(?=\w)|(?<=\w)[*_]+(?!\w)|(?<=[^\w\s])[*_]+"
)
ELLIPSIS = re.compile(r"\s?(?:…|⋯|\.{2,}|\.(?: \.)+)(?:\s?(?:…|⋯|\.{2,}|\.(?: \.)+))*")


def number_headings(text: str, kind: SegmentKind) -> str:
    """Write a heading's Roman numeral as digits: "IV" and "Chapter IV", from 1 to 200."""
    found = ROMAN_HEADING.match(text) if kind == "heading" else None
    if not found or not (found["word"] or not text[found.end() :].strip(" .:")):
        return text
    word, numeral = found["word"], found["numeral"]
    if numeral.upper() in LETTERS and word and word.split()[0].lower() not in LONG_COUNTED:
        return text
    value = _roman(numeral.upper() if word else numeral)
    return f"{word}{value}{text[found.end() :]}" if value else text


def _roman(numeral: str) -> int:
    """Return the value of a Roman numeral of 1 to 200, 0 for anything else."""
    if not ROMAN.fullmatch(numeral):
        return 0
    values = [ROMAN_VALUES[letter] for letter in numeral]
    pairs = zip(values, [*values[1:], 0], strict=True)
    total = sum(-value if value < following else value for value, following in pairs)
    return total if total <= 200 else 0


def pause_at_dashes(text: str, kind: SegmentKind) -> str:
    """Say a dash as the pause it is: a comma between words, three points where speech breaks."""
    if kind == "code":
        return text
    text = OMISSION.sub("", text)
    text = re.sub(rf"^(\W*?)\s*{DASH}\s*", r"\1", text)
    text = re.sub(rf"(?<=[.,;:!?…])\s*{DASH}\s*(?=\w)", " ", text)
    text = re.sub(rf"(?<=[.,;:!?…])\s*{DASH}", "", text)
    text = re.sub(rf"\s*{DASH}\s*(?=[.,;:!?…])", "", text)
    text = re.sub(rf"\s*{DASH}(?=\W*$|[”’\"»])", "...", text)
    return re.sub(rf"\s*{DASH}\s*", ", ", text)


def drop_ornaments(text: str, kind: SegmentKind) -> str:
    """Drop asterisks, underscores and number signs that stand beside words as decoration."""
    return text if kind == "code" else ORNAMENT.sub("", text)


def even_ellipses(text: str, kind: SegmentKind) -> str:
    """Write every form of ellipsis as three points."""
    return text if kind == "code" else ELLIPSIS.sub("...", text)


def single_spaces(text: str, kind: SegmentKind) -> str:  # noqa: ARG001 - every rule has one form
    """Make each run of white space one space."""
    return re.sub(r"\s+", " ", text)


BEFORE: dict[str, Callable[[str, SegmentKind], str]] = {
    "number-headings": number_headings,
    "drop-ornaments": drop_ornaments,
}
AFTER: dict[str, Callable[[str, SegmentKind], str]] = {
    "pause-at-dashes": pause_at_dashes,
    "even-ellipses": even_ellipses,
    "single-spaces": single_spaces,
}
"""The rules by name that every language shares, before and after those of its own, in order."""

RULED = re.compile(r"[—―–⸺⸻…⋯*_#\n\t]|--|\.\.|\. \.|\s\s")
"""What a text must hold for any rule but the one of headings to change it."""


RARE_LETTERS = range(0xA500, 0xA600)
"""Letters (of the Vai script) that stand for a marked run while the rules are applied."""


def speak_as(text: str, kind: SegmentKind, language: str = "") -> str:
    """Return how ``text`` is said in ``language`` (a BCP 47 tag; without it, in any)."""
    return apply_rules(text, kind, language)[0]


def apply_rules(text: str, kind: SegmentKind, language: str = "") -> tuple[str, tuple[Change, ...]]:
    """Return how ``text`` is said, and what the rules made of which part of it.

    A change of a rule that every language shares is of the whole text.
    """
    changes: list[Change] = []
    text = _apply(BEFORE, text, kind, changes)
    if kind != "code":
        text, found = normalise(text, language)
        changes += found
    return _apply(AFTER, text, kind, changes).strip(), tuple(changes)


def speak_marked(
    text: str,
    kind: SegmentKind,
    says: Sequence[Mark],
    language: str = "",
    foreign: Sequence[Mark] = (),
) -> str:
    """Return how ``text`` is said where ``says`` give the words for runs of it.

    The marks lie in the text, in order, without overlap. To the rules each is one letter.
    ``foreign`` are runs in other languages: where these are known, their own rules count in them.
    """
    said = [*says, *_say_foreign(text, kind, says, language, foreign)]
    if not said:
        return speak_as(text, kind, language)
    letter = next(char for char in map(chr, RARE_LETTERS) if char not in text)
    pieces = []
    position = 0
    for mark in sorted(said, key=lambda mark: mark.start):
        pieces += [text[position : mark.start], letter]
        position = mark.end
    spoken = speak_as("".join([*pieces, text[position:]]), kind, language)
    values = iter(sorted(said, key=lambda mark: mark.start))
    return " ".join(re.sub(letter, lambda _: next(values).value, spoken).split())


def speak_foreign(text: str, kind: SegmentKind, own: str, language: str = "") -> str:
    """Return how ``text``, in the language ``own``, is said in a book in ``language``."""
    return speak_as(text, kind, own if is_known(own) else language)


def _say_foreign(
    text: str, kind: SegmentKind, says: Sequence[Mark], language: str, foreign: Iterable[Mark]
) -> Iterator[Mark]:
    """Yield what is said of the runs in other languages in which a rule changes anything."""
    for mark in foreign if kind != "code" else ():
        for start, end in _outside(mark, says):
            run = text[start:end]
            said = speak_foreign(run, kind, mark.value, language)
            changes = normalise(run, language)[1] or normalise(run, mark.value)[1]
            if changes and is_known(mark.value) and has_words(said):
                yield Mark("say", start, end, said)


def _outside(mark: Mark, says: Iterable[Mark]) -> Iterator[tuple[int, int]]:
    """Yield the runs of a mark outside of those that others cover."""
    start = mark.start
    for say in says:
        if start < say.start < mark.end:
            yield start, say.start
        if say.start < mark.end:
            start = max(start, say.end)
    if start < mark.end:
        yield start, mark.end


def _apply(
    rules: dict[str, Callable[[str, SegmentKind], str]],
    text: str,
    kind: SegmentKind,
    changes: list[Change],
) -> str:
    if kind != "heading" and not RULED.search(text):
        return text
    for name, rule in rules.items():
        changed = rule(text, kind)
        if changed != text:
            changes.append(Change(name, 0, len(text), text, changed))
        text = changed
    return text
