"""Plain text: paragraphs by blank lines, chapters by lines that look like a chapter's title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from narrator.errors import MachineError, ManuscriptError
from narrator.manuscript import structure
from narrator.manuscript.gutenberg import skip_licence
from narrator.manuscript.lines import find_contents, is_title, is_verse, split_paragraphs
from narrator.manuscript.model import Manuscript, Metadata
from narrator.manuscript.naming import name_after_file
from narrator.manuscript.page import Page, is_ornament
from narrator.manuscript.reading import DEFAULT_READING, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_LARGEST = 64 << 20
_HEAD = 40  # paragraphs
_TOLD = re.compile(r"(Title|Author): (.+)")


def read_text(path: Path, reading: Reading = DEFAULT_READING) -> Manuscript:
    """Read a plain text file, with or without the licence of Project Gutenberg around it."""
    page = Page(path.name)
    paragraphs = split_paragraphs(read_characters(path))
    listed = find_contents(paragraphs) if "table-of-contents" not in reading.speak else range(0)
    for number, paragraph in enumerate(paragraphs):
        _add(page, paragraph, rule="table-of-contents" if number in listed else "")
    (licence,) = skip_licence([page], reading)
    told = _read_told(paragraphs) if licence else {}
    cuts = structure.heading_cuts(page.blocks, 1, reading)
    chapters, skipped = structure.divide(page.blocks, cuts)
    authors = (told["Author"],) if "Author" in told else ()
    metadata = Metadata(told.get("Title") or name_after_file(path), authors)
    return Manuscript(metadata, tuple(chapters), (*page.skipped, *skipped))


def read_characters(path: Path) -> str:
    """Read a text file: by its byte order mark, else as UTF-8, else as Windows-1252.

    Raises ManuscriptError for a file that is no text.
    """
    data = read_bytes(path)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    elif b"\0" in data:
        raise ManuscriptError(f"{path} is no text file; give it as EPUB, Markdown or plain text.")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_bytes(path: Path) -> bytes:
    """Read a file of a manuscript. Raises ManuscriptError or MachineError where that fails."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except PermissionError as error:
        raise MachineError(f"{path} may not be read by you; change its permissions.") from error
    except OSError as error:
        raise ManuscriptError(
            f"{path} cannot be read ({error.strerror}); check its name."
        ) from error
    if len(data) > _LARGEST:
        raise ManuscriptError(f"{path} is larger than 64 MiB, which no book is; split it.")
    return data


def _read_told(paragraphs: Sequence[str]) -> dict[str, str]:
    """Read what the lines above a book of Project Gutenberg tell of it."""
    lines = [line for each in paragraphs[:_HEAD] for line in each.split("\n")]
    return {found[1]: found[2].strip() for line in lines if (found := _TOLD.match(line))}


def _add(page: Page, paragraph: str, *, rule: str) -> None:
    line = paragraph.strip().strip("_*#= ")
    if not rule and is_verse(paragraph):
        for each in paragraph.split("\n"):
            page.add(each)
            page.newline()
        page.end_block("verse" if page.has_lines else "paragraph")
        return
    page.add(paragraph)
    if rule or is_ornament(paragraph.strip()) or not is_title(line):
        page.end_block(rule=rule)
    else:
        page.end_block("heading", level=1)
