"""The readers: a table of formats, and the choice among them by what a file is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from narrator.errors import MachineError, ManuscriptError
from narrator.manuscript.folder import LISTS, SUFFIXES
from narrator.manuscript.markdown import read_markdown
from narrator.manuscript.model import Manuscript
from narrator.manuscript.page import has_words
from narrator.manuscript.reading import DEFAULT_READING, Reading
from narrator.manuscript.text import read_text

Reader = Callable[[Path, Reading], Manuscript]


def _read_epub(path: Path, reading: Reading) -> Manuscript:
    # lxml and ebooklib are not needed for Markdown and text, so they load here.
    from narrator.manuscript.epub import read_epub

    return read_epub(path, reading)


READERS: dict[str, Reader] = {"epub": _read_epub, "markdown": read_markdown, "text": read_text}
"""Format → reader. To add a format: a module with one function, a row here, a row below."""

_FORMATS = {".epub": "epub", "": "text", ".text": "text", ".txt": "text"} | dict.fromkeys(
    SUFFIXES, "markdown"
)
_READ = "Narrator reads EPUB (.epub), Markdown (.md, or a folder of it) and plain text (.txt)"
_ZIPPED = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00")
"""How a zip archive begins: with a file, empty, or as the first of several parts."""

_OTHERS = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a Rich Text file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"ID3": "a sound file",
    b"RIFF": "a sound file",
    b"fLaC": "a sound file",
    b"OggS": "a sound file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"\xeaDRMION\xee": "protected by DRM (Kindle)",
    b"TPZ": "a Kindle book",
    b"CONT\x02": "a Kindle book",
}


def read(path: Path, reading: Reading = DEFAULT_READING) -> Manuscript:
    """Read a manuscript: an EPUB, a Markdown file or folder, or plain text.

    The content decides before the name: a renamed zip archive is an EPUB. ``reading`` chooses
    what is spoken of notes, tables, front matter and the like. Raises ManuscriptError
    for what is no manuscript or cannot be read, MachineError where a permission is missing.
    """
    manuscript = READERS[choose(path)](path, reading)
    blocks = (block for chapter in manuscript.chapters for block in chapter.blocks)
    if not any(has_words(block.text) for block in blocks):
        raise ManuscriptError(
            f"{path} holds no words to speak; give a manuscript that has text, not only pictures."
        )
    return manuscript


def choose(path: Path) -> str:
    """Name the format of a manuscript, a key of READERS."""
    if path.is_dir() or (path.name in LISTS and path.is_file()):
        return "markdown"
    head = _head(path)
    if head[:4] in _ZIPPED:
        return "epub"
    _refuse_kindle(head, path)
    for start, kind in _OTHERS.items():
        if head.startswith(start) and (b"\0" in head or not start.isalnum()):
            raise ManuscriptError(f"{path} is {kind}, no manuscript to read. {_READ}.")
    if path.suffix.lower() not in _FORMATS:
        raise ManuscriptError(f"{path} is of no kind that is known as a manuscript. {_READ}.")
    return _FORMATS[path.suffix.lower()]


def _refuse_kindle(head: bytes, path: Path) -> None:
    """Refuse a Mobipocket file, saying whether its text is encrypted.

    The format is that of a Palm database; the first record's bytes 12 and 13 tell the encryption.
    """
    if head[60:68] != b"BOOKMOBI":
        return
    record = int.from_bytes(head[78:82], "big")
    if any(head[record + 12 : record + 14]):
        raise ManuscriptError(
            f"{path} is protected by DRM (Kindle), so Narrator cannot read it; "
            "get an edition without DRM."
        )
    raise ManuscriptError(f"{path} is a Kindle book; convert it to EPUB with Calibre. {_READ}.")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(1 << 16)
    except FileNotFoundError as error:
        raise ManuscriptError(f"There is no file {path}; check the name and the folder.") from error
    except PermissionError as error:
        raise MachineError(f"{path} may not be read by you; change its permissions.") from error
    except OSError as error:
        raise ManuscriptError(
            f"{path} cannot be read ({error.strerror}); check its name."
        ) from error
