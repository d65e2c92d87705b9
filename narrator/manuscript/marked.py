"""How words are said and in which language, as marks in a text tell it.

EPUB 3 has ``ssml:ph`` and ``ssml:alphabet`` on elements; all HTML has ``lang``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from narrator.manuscript.model import Passage, Pronunciation
from narrator.manuscript.naming import normalise_language
from narrator.manuscript.page import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from narrator.manuscript.model import Block, Chapter

_SSML = "{http://www.w3.org/2001/10/synthesis}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TELLING = frozenset((
    _XML_LANG, "xml:lang", "lang", f"{_SSML}ph", "ssml:ph", f"{_SSML}alphabet", "ssml:alphabet",
))  # fmt: skip
"""The attributes that tell of language and pronunciation."""


class Attributes(Protocol):
    """An element of markup, asked for its attributes."""

    def get(self, name: str, /) -> str | None:
        """Give the value of an attribute, None where there is none."""


def phonemes_of(node: Attributes, alphabet: str) -> str:
    """Give alphabet and phonemes of an element, a space between them, or "" if it has none."""
    phonemes = plain(node.get(f"{_SSML}ph") or node.get("ssml:ph") or "").strip()
    return f"{alphabet} {phonemes}" if phonemes else ""


def alphabet_of(node: Attributes) -> str:
    """Give the alphabet that an element sets for all in it, "" where it sets none."""
    found = node.get(f"{_SSML}alphabet") or node.get("ssml:alphabet") or ""
    return "-".join(found.split())


def language_of(node: Attributes) -> str:
    """Give the language that an element is in as a BCP 47 tag, "" where it does not say."""
    told = node.get(_XML_LANG) or node.get("xml:lang") or node.get("lang")
    return normalise_language(told) if told else ""


def list_marked(chapters: Iterable[Chapter]) -> list[Block]:
    """List the blocks of chapters in which something is marked that is found here."""
    return [
        block
        for chapter in chapters
        for block in chapter.blocks
        if any(mark.kind in ("phonemes", "language") for mark in block.marks)
    ]


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
