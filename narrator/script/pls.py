"""Lexicons of the W3C's Pronunciation Lexicon Specification 1.0, read and written.

Source: https://www.w3.org/TR/pronunciation-lexicon/
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from narrator.errors import ManuscriptError
from narrator.script.lexicon import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

NAMESPACE = "http://www.w3.org/2005/01/pronunciation-lexicon"
_PLS = f"{{{NAMESPACE}}}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SUFFIXES = (".pls", ".xml")


def read_pls(path: Path) -> Iterator[Entry]:
    """Yield the entries of a lexicon, a spelling each; other alphabets than IPA are no use to any.

    Raises ManuscriptError where the file cannot be read as one.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.parse(path, parser).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise ManuscriptError(f"{path}: the lexicon cannot be read: {error}.") from error
    language = root.get(_LANGUAGE) or ""
    for lexeme in root.iter(f"{_PLS}lexeme"):
        alias = " ".join(lexeme.findtext(f"{_PLS}alias", "").split())
        phoneme = lexeme.find(f"{_PLS}phoneme")
        alphabet = "" if phoneme is None else phoneme.get("alphabet") or root.get("alphabet")
        ipa = "".join(phoneme.itertext()).strip() if alphabet == "ipa" else ""
        for grapheme in lexeme.iter(f"{_PLS}grapheme"):
            if words := " ".join("".join(grapheme.itertext()).split()):
                yield Entry(words, alias, ipa, language=language, source=str(path))


def write_pls(entries: Iterable[Entry], language: str) -> bytes:
    """Give a lexicon of those entries that PLS has words for: it knows no speakers and no engines.

    Of entries for the same words the first counts. One lexeme has the spellings that are said
    alike; phonemes come before letters.
    """
    from lxml import etree

    nearest: dict[str, Entry] = {}
    for entry in entries:
        if (entry.say or entry.ipa) and not (entry.speaker or entry.place or entry.part):
            nearest.setdefault(entry.words, entry)
    spellings: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in nearest.values():
        spellings[entry.say, entry.ipa].append(entry.words)
    names = {_LANGUAGE: language or "und"}
    root = etree.Element(f"{_PLS}lexicon", names, nsmap={None: NAMESPACE})
    root.set("version", "1.0")
    root.set("alphabet", "ipa")
    for (say, ipa), words in spellings.items():
        lexeme = etree.SubElement(root, f"{_PLS}lexeme")
        told = [*(("grapheme", it) for it in words), ("phoneme", ipa), ("alias", say)]
        for name, value in told:
            if value:
                etree.SubElement(lexeme, f"{_PLS}{name}").text = value
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written
