"""Plain text: paragraphs by blank lines, chapters by lines that look like a chapter's title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from narrator.errors import MachineError, ManuscriptError
from narrator.manuscript import structure
from narrator.manuscript.lines import find_contents, is_title, is_verse, split_paragraphs
from narrator.manuscript.model import Manuscript, Metadata
from narrator.manuscript.naming import name_after_file
from narrator.manuscript.page import Page, is_ornament
from narrator.manuscript.reading import DEFAULT_READING, Reading

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 64 << 20
_START = re.compile(r"^\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG.*$", re.MULTILINE)
_END = re.compile(r"^(?:End of (?:the )?Project Gutenberg.*\s+)?\*\*\* ?END OF .*$", re.MULTILINE)
_TOLD = re.compile(r"^(Title|Author): (.+)$", re.MULTILINE)


def read_text(path: Path, reading: Reading = DEFAULT_READING) -> Manuscript:
    """Read a plain text file, with or without the licence of Project Gutenberg around it."""
    text = read_characters(path)
    head, body, tail = _without_licence(text)
    told = dict(_TOLD.findall(head))
    page = Page(path.name)
    _skip(page, head)
    paragraphs = split_paragraphs(body)
    listed = find_contents(paragraphs) if "table-of-contents" not in reading.speak else range(0)
    for number, paragraph in enumerate(paragraphs):
        _add(page, paragraph, rule="table-of-contents" if number in listed else "")
    _skip(page, tail)
    cuts = structure.heading_cuts(page.blocks, 1, reading)
    chapters, skipped = structure.divide(page.blocks, cuts)
    authors = (told["Author"].strip(),) if "Author" in told else ()
    metadata = Metadata(told.get("Title", "").strip() or name_after_file(path), authors)
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


def _without_licence(text: str) -> tuple[str, str, str]:
    """Split a text into what stands before the book, the book, and what stands after it."""
    start = _START.search(text)
    if not start:
        return "", text, ""
    end = _END.search(text, start.end())
    ends = end.start() if end else len(text)
    return text[: start.end()], text[start.end() : ends], text[ends:]


def _skip(page: Page, text: str) -> None:
    for paragraph in split_paragraphs(text):
        page.add(paragraph)
        page.end_block(rule="gutenberg-licence")


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
