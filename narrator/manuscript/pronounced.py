"""How words are said and in which language, as a book tells it.

EPUB 3 has ``ssml:ph`` and ``ssml:alphabet`` on elements, and lexicons as the W3C's Pronunciation
Lexicon Specification 1.0 has them.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from lxml import etree

from narrator.errors import ManuscriptError
from narrator.manuscript.markup import Node, parse_xml
from narrator.manuscript.model import Passage, Place, Pronunciation
from narrator.manuscript.naming import normalise_language
from narrator.manuscript.page import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from narrator.manuscript.archive import Archive
    from narrator.manuscript.model import Block
    from narrator.manuscript.package import Package

_SSML = "{http://www.w3.org/2001/10/synthesis}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TELLING = frozenset((
    _XML_LANG, "lang", f"{_SSML}ph", "ssml:ph", f"{_SSML}alphabet", "ssml:alphabet",
))  # fmt: skip
"""The attributes that tell of language and pronunciation."""

_LEXICON = "application/pls+xml"
_MOST_ENTRIES = 20_000  # of all lexicons of a book


def phonemes_of(node: Node, alphabet: str) -> str:
    """Give alphabet and phonemes of an element, a space between them, or "" if it has none."""
    phonemes = plain(node.get(f"{_SSML}ph") or node.get("ssml:ph") or "").strip()
    return f"{alphabet} {phonemes}" if phonemes else ""


def alphabet_of(node: Node) -> str:
    """Give the alphabet that an element sets for all in it, "" where it sets none."""
    found = node.get(f"{_SSML}alphabet") or node.get("ssml:alphabet") or ""
    return "-".join(found.split())


def language_of(node: Node) -> str:
    """Give the language that an element is in as a BCP 47 tag, "" where it does not say."""
    return normalise_language(told) if (told := node.get(_XML_LANG) or node.get("lang")) else ""


def find_pronunciations(blocks: Iterable[Block]) -> Iterator[Pronunciation]:
    """Yield the pronunciations that are marked in blocks."""
    for block in blocks:
        for mark in block.marks:
            if mark.kind == "phonemes":
                alphabet, _, phonemes = mark.value.partition(" ")
                words = block.text[mark.start : mark.end]
                place = block.place.within(mark.start, mark.end)
                yield Pronunciation(words, alphabet, phonemes, place)


def find_passages(blocks: Iterable[Block]) -> Iterator[Passage]:
    """Yield the passages of blocks that are in another language than what is around them."""
    for block in blocks:
        for mark in block.marks:
            if mark.kind == "language":
                yield Passage(mark.value, block.place.within(mark.start, mark.end))


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
