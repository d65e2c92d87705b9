"""Titles and names, made to fit where they go: a player's list, a tag, a file system."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_TITLE = 255
"""Bytes of a chapter's title: the most that Nero's list of chapters can hold."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)")
_LONGEST_NAME = 120  # bytes: room for a number, a suffix and a folder's path in every system
_ODD = {"Cc", "Cs", "Co"}  # control, surrogate, private
_INVISIBLE = {"Cf", "Zl", "Zp"}

_LETTERS = {
    "ar": "ara", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "fi": "fin", "fr": "fra", "hi": "hin", "hu": "hun", "it": "ita", "ja": "jpn", "ko": "kor",
    "la": "lat", "nb": "nob", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron",
    "ru": "rus", "sv": "swe", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "zho",
}  # fmt: skip


def clean_text(text: str) -> str:
    """Give the text on one line, without what is no character."""
    spaced = " ".join(text.split())
    return _leave_out(spaced, _ODD)


def list_titles(titles: Iterable[str]) -> tuple[str, ...]:
    """Give titles as players list them: clean, short, and a number where there is no title."""
    numbered = enumerate(titles, start=1)
    return tuple(cut_text(clean_text(it) or str(number), LONGEST_TITLE) for number, it in numbered)


def cut_text(text: str, limit: int) -> str:
    """Give as much of the text as fits into ``limit`` bytes of UTF-8, whole characters only."""
    return text.encode()[:limit].decode(errors="ignore")


def make_file_name(title: str) -> str:
    """Give a name without suffix that every file system takes and that looks like the title."""
    plain = unicodedata.normalize("NFC", _leave_out(clean_text(title), _INVISIBLE))
    safe = " ".join(_FORBIDDEN.sub(" ", plain).split())
    name = cut_text(safe.strip(". "), _LONGEST_NAME).rstrip(". ")
    return f"_{name}" if not name or _RESERVED.match(name) else name


def _leave_out(text: str, categories: set[str]) -> str:
    return "".join(it for it in text if unicodedata.category(it) not in categories)


def find_language_code(language: str) -> str:
    """Give the ISO 639-2 code of a BCP 47 tag, ``und`` where it is none that we know."""
    code = language.replace("_", "-").partition("-")[0].lower()
    if re.fullmatch("[a-z]{3}", code):
        return code
    return _LETTERS.get(code, "und")


def tidy_date(date: str) -> str:
    """Give the date as ``1813``, ``1813-01`` or ``1813-01-28``; empty where no year is in it."""
    found = re.search(r"\b\d{4}(-\d\d(-\d\d)?)?(?!\d)", date)
    return found[0] if found else ""


def split_series(series: str) -> tuple[str, str]:
    """Split ``Name #2`` or ``Name, 2.5`` into name and number; the number may be empty."""
    found = re.fullmatch(r"(.+?)(?:\s*#|,)\s*(\d+(?:\.\d+)?)", series.strip())
    return (found[1], found[2]) if found else (series.strip(), "")


def name_part(numbers: Iterable[int]) -> str:
    """Name some chapters of a book, by their numbers in order: ``chapters 3, 5-7``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    listed = ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in runs)
    return f"chapter{'s' if len(runs) > 1 or len(runs[0]) > 1 else ''} {listed}"
