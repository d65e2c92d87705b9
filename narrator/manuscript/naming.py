"""What a book is called and in which language it is, where the manuscript says it loosely."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*")
_LANGUAGES = {
    name: code
    for code, names in {
        "de": "deu ger german",
        "en": "eng english",
        "es": "spa spanish",
        "fr": "fra fre french",
        "hi": "hin hindi",
        "it": "ita italian",
        "ja": "jpn japanese",
        "nl": "nld dut dutch",
        "pl": "pol polish",
        "pt": "por portuguese",
        "ru": "rus russian",
        "zh": "zho chi chinese",
    }.items()
    for name in names.split()
}
"""The codes of ISO 639-2, of which some languages have two, and the English names."""


def name_after_file(path: Path) -> str:
    """Give the title of a book that names none: its file's or folder's name in plain words."""
    path = path.resolve()
    name = path.name if path.is_dir() else path.stem
    words = " ".join(re.sub(r"[-_\s]+", " ", mend_characters(name)).split())
    return words or mend_characters(name) or "Untitled"


def mend_characters(text: str) -> str:
    """Join halves of a character that stand side by side; put U+FFFD for those that stand alone.

    File names that are no UTF-8 and YAML's escapes can hold such halves, and no file can be
    written with them.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def normalise_language(language: str) -> str:
    """Give a language as a BCP 47 tag; what is no tag and no known name stays as it is.

    The letters' case is that of RFC 5646, section 2.1.1: ``zh-Hant-TW``.
    """
    primary, *others = language.strip().casefold().replace("_", "-").split("-")
    tag = "-".join([_LANGUAGES.get(primary, primary), *others])
    if not _TAG.fullmatch(tag):
        return language
    parts: list[str] = []
    for part in tag.split("-"):
        free = bool(parts) and len(parts[-1]) > 1  # not first, not after a singleton such as x
        case = {2: str.upper, 4: str.title}.get(len(part)) if free else None
        parts.append(case(part) if case else part)
    return "-".join(parts)
