"""The licence of Project Gutenberg around a book, known by its words, whatever its markup says.

Its markers have changed over the years, and converters strip or rename the ids and classes of its
EPUBs; what stays is the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from narrator.manuscript.page import Page
    from narrator.manuscript.reading import Reading

RULE = "gutenberg-licence"
_BOOK = "PROJECT GUTENBERG"
_START = re.compile(
    rf"\*\*\* ?START OF (?:THE|THIS) {_BOOK}|^START OF (?:THE|THIS) {_BOOK} E-?(?:BOOK|TEXT)"
    r"|\bEND[* ]*THE SMALL PRINT!",
    re.IGNORECASE,
)
_END = re.compile(
    rf"\*\*\* ?END OF (?:THE|THIS) {_BOOK}"
    rf"|^END OF (?:THE |THIS )?{_BOOK}(?:['’]S|\b.*\bE-?(?:BOOK|TEXT))",
    re.IGNORECASE,
)
_PERMIT = re.compile(
    r"\bThis e-?(?:book|text) is for the use of anyone anywhere\b.*\bProject Gutenberg",
    re.IGNORECASE | re.DOTALL,
)
_LICENCE = re.compile(
    rf"^(?:start: )?(?:the )?full (?:{_BOOK}.{{0,3}} )?licen[cs]e$"
    rf"|^start of (?:the|this) {_BOOK} licen[cs]e"
    rf"|^\*+ ?START: FULL LICEN[CS]E",
    re.IGNORECASE,
)
_NAME = re.compile("Project Gutenberg", re.IGNORECASE)
_TELLS = re.compile(
    r"(?:Title|Author|Editor|Translator|Illustrator|Release date|Posting date|Last updated|"
    r"Most recently updated|Language|Credits|Character set|Other information|Original publication|"
    r"Produced by|Prepared by|Transcribed |E-?text (?:prepared|produced)|Note: Project Gutenberg)",
    re.IGNORECASE,
)
_LONGEST_HEAD = 30_000  # characters
_LONGEST_LICENCE = 60_000
_LONGEST_LINE = 1_000
_MOST_TELLING = 20

_Line = tuple[int, str]
"""A block: its number among all of them, and its text."""


def skip_licence(pages: Sequence[Page], reading: Reading) -> list[set[int]]:
    """Leave out the licence before and after a book, and between the books of a collection.

    Gives for each page the numbers of the blocks that it had there.
    """
    if not reading.silences(RULE):
        return [set() for _ in pages]
    lines = list(enumerate(block.text for page in pages for block in page.blocks))
    silent = {at for found in (_heads(lines), _tails(lines)) for part in found for at, _ in part}
    first, found = 0, []
    for page in pages:
        found.append({at - first for at in silent if first <= at < first + len(page.blocks)})
        first += len(page.blocks)
        page.leave_out(RULE, found[-1])
    return found


def _heads(lines: Sequence[_Line]) -> Iterator[Sequence[_Line]]:
    """Yield what stands before a book: up to its mark, or else the lines that tell of it."""
    begin, permit, started = 0, -1, False
    for at, text in lines:
        if _END.search(text):
            begin = at
        elif _PERMIT.search(text):
            # In a book that has begun and not ended, it is the first sure sign of the next.
            permit, begin = at, at if started and begin < 0 else begin
        elif _START.search(text):
            head = lines[begin : at + 1] if begin >= 0 else []
            yield head if _size(head) < _LONGEST_HEAD else []
            yield _short([(at, text)])
            yield list(_telling(lines[at + 1 : at + _MOST_TELLING]))
            begin, started = -1, True
    if permit >= 0 and not started and _size(lines[:permit]) < _LONGEST_LINE:
        yield lines[: permit + 1]
        yield list(_telling(lines[permit + 1 : permit + _MOST_TELLING]))


def _tails(lines: Sequence[_Line]) -> Iterator[Sequence[_Line]]:
    """Yield what stands after a book, up to the next book's mark or the end."""
    starts = [at for at, text in lines if _START.search(text)]
    ends = [at for at, text in lines if _END.search(text)]
    if not ends:
        licence = next((at for at, text in lines if _LICENCE.search(text)), len(lines))
        ends = [licence] if _is_named(lines[licence:]) else []
    stop = 0
    for end in ends:
        if end >= stop:
            following = bisect_right(starts, end)
            stop = starts[following] + 1 if following < len(starts) else len(lines)
            tail = lines[end:stop]
            yield tail if _size(tail) < _LONGEST_LICENCE else _short(tail[:1])


def _is_named(lines: Iterable[_Line]) -> bool:
    """Tell lines that speak of Project Gutenberg more than once."""
    return sum(bool(_NAME.search(text)) for _, text in lines) > 1


def _short(lines: Sequence[_Line]) -> Sequence[_Line]:
    """Give the lines if they are no longer than a mark: a book may stand in the same block."""
    return lines if _size(lines) < _LONGEST_LINE else []


def _telling(lines: Iterable[_Line]) -> Iterator[_Line]:
    """Yield the lines that tell who made the file."""
    return takewhile(lambda it: len(it[1]) < _LONGEST_LINE and bool(_TELLS.match(it[1])), lines)


def _size(lines: Iterable[_Line]) -> int:
    return sum(len(text) for _, text in lines)
