"""Plain text: paragraphs by blank lines, chapters by lines that look like a chapter's title."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.errors import MachineError, ManuscriptError
from narrator.manuscript import structure
from narrator.manuscript.bracketed import find_bracketed
from narrator.manuscript.counted import find_counted, is_cut_short
from narrator.manuscript.gutenberg import skip_licence
from narrator.manuscript.lines import find_contents, is_title, is_verse, split_paragraphs
from narrator.manuscript.model import Manuscript, Metadata
from narrator.manuscript.naming import name_after_file
from narrator.manuscript.page import Page
from narrator.manuscript.placing import place_notes
from narrator.manuscript.reading import DEFAULT_READING, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from narrator.manuscript.bracketed import Bracketed

_LARGEST = 64 << 20
_ORNAMENTS = "_*#= "  # around a title
_HEAD = 40  # paragraphs
_TOLD = re.compile(r"(Title|Author): (.+)")


def read_text(path: Path, reading: Reading = DEFAULT_READING) -> Manuscript:
    """Read a plain text file, with or without the licence of Project Gutenberg around it."""
    paragraphs = split_paragraphs(read_characters(path))
    page = Page(path.name)
    _fill(page, paragraphs, reading)
    (licence,) = skip_licence([page], reading)
    told = _read_told(paragraphs) if licence else {}
    cuts = [
        replace(cut, title=cut.title.strip(_ORNAMENTS))
        for cut in structure.heading_cuts(page.blocks, 1, reading)
    ]
    divided, silent = structure.divide(page.blocks, cuts)
    chapters, skipped = place_notes(divided, (*page.skipped, *silent), page.notes, reading)
    authors = (told["Author"],) if "Author" in told else ()
    metadata = Metadata(told.get("Title") or name_after_file(path), authors)
    return Manuscript(metadata, chapters, skipped)


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


def _fill(page: Page, paragraphs: Sequence[str], reading: Reading) -> None:
    """Make blocks of paragraphs; a page's number within one does not end it."""
    listed = find_contents(paragraphs) if "table-of-contents" not in reading.speak else range(0)
    counted = find_counted(paragraphs)
    bracketed = find_bracketed(paragraphs)
    for number, paragraph in enumerate(paragraphs):
        if number in counted.pages:
            page.skip("page-number", paragraph)
        elif number in listed:
            page.add(paragraph)
            page.end_block(rule="table-of-contents")
        elif number in bracketed.notes or number in bracketed.captions:
            _add_bracketed(page, paragraph, number, bracketed, reading)
        elif is_verse(paragraph):
            _add_verse(page, paragraph, number, bracketed)
        elif number in counted.titles or is_title(paragraph.strip().strip(_ORNAMENTS)):
            page.end_block()
            page.add(paragraph)
            page.end_block("heading", level=1)
        else:
            _add(page, f" {paragraph}", number, bracketed)
            if number + 1 not in counted.pages or not is_cut_short(paragraph):
                page.end_block()
    page.end_block()


def _add_bracketed(
    page: Page, paragraph: str, number: int, bracketed: Bracketed, reading: Reading
) -> None:
    """Add a note, which is heard where the reading wants it, or what is printed below a picture."""
    page.end_block()
    opening, text = bracketed.strip(paragraph, number)
    if note := bracketed.notes.get(number):
        page.skip("note-marker", opening)
        _add(page, text, number, bracketed)
        page.end_block(rule="note", note=f"{page.file}#{note[0]}")
    else:
        page.skip("image", opening)
        _add(page, text, number, bracketed)
        page.end_block("caption", rule="caption" if "caption" in reading.skip else "")


def _add_verse(page: Page, paragraph: str, number: int, bracketed: Bracketed) -> None:
    page.end_block()
    for each in paragraph.split("\n"):
        _add(page, each, number, bracketed)
        page.newline()
    page.end_block("verse" if page.has_lines else "paragraph")


def _add(page: Page, text: str, number: int, bracketed: Bracketed) -> None:
    """Add text without the signs of notes in it."""
    at = 0
    for sign, note in bracketed.signs(text, number):
        page.add(text[at : sign.start()])
        page.refer(f"{page.file}#{note}", sign[0])
        page.skip("note-marker", sign[0])
        at = sign.end()
    page.add(text[at:])
