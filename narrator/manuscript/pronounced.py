"""The lexicons of an EPUB 3, as the W3C's Pronunciation Lexicon Specification 1.0 has them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from lxml import etree

from narrator.errors import ManuscriptError
from narrator.manuscript.marked import language_of
from narrator.manuscript.markup import Node, parse_xml
from narrator.manuscript.model import Place, Pronunciation
from narrator.manuscript.page import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narrator.manuscript.archive import Archive
    from narrator.manuscript.package import Package

_LEXICON = "application/pls+xml"
_MOST_ENTRIES = 20_000  # of all lexicons of a book


def read_lexicons(archive: Archive, package: Package) -> Iterator[Pronunciation]:
    """Yield the entries of a book's lexicons; one that cannot be read is noted."""
    entries = itertools.chain.from_iterable(
        _read_lexicon(archive, name)
        for name in dict.fromkeys(it.name for it in package.items if it.media_type == _LEXICON)
    )
    yield from itertools.islice(entries, _MOST_ENTRIES)
    if next(entries, None):
        archive.note(f"its lexicons have more than {_MOST_ENTRIES} entries; the rest is left out")


def _read_lexicon(archive: Archive, name: str) -> Iterator[Pronunciation]:
    try:
        root = parse_xml(archive.read(name))
    except (KeyError, ManuscriptError, etree.XMLSyntaxError):
        archive.note(f"the lexicon {name} cannot be read")
        return
    for number, lexeme in enumerate(root.iterchildren("{*}lexeme"), start=1):
        yield from _entries(lexeme, root, Place(name, number, 0, 0))


def _entries(lexeme: Node, root: Node, place: Place) -> Iterator[Pronunciation]:
    """Yield a lexeme's pronunciation for each way to write it: the first, as PLS prefers it."""
    phoneme = next(lexeme.iter("{*}phoneme", "{*}alias"), None)
    if phoneme is None or not (said := plain("".join(phoneme.itertext())).strip()):
        return
    is_alias = str(phoneme.tag).endswith("alias")
    alphabet = "alias" if is_alias else phoneme.get("alphabet") or root.get("alphabet") or "ipa"
    for grapheme in lexeme.iterchildren("{*}grapheme"):
        if words := plain("".join(grapheme.itertext())).strip():
            yield Pronunciation(words, alphabet, said, place, language_of(root))
