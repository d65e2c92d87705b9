"""The words of a plain text: all of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from narrator.manuscript.naming import mend_characters
from narrator.witness.stream import Spot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from narrator.witness.source import Source


def read_text(path: Path, file: str, source: Source) -> None:
    """Read a plain text into ``source``, where it is called ``file``."""
    file = mend_characters(file)
    source.open(file)
    add_lines(load_text(path), 1, file, source)


def add_lines(
    text: str, line: int, file: str, source: Source, *, due: bool = True, veiled: bool = False
) -> int:
    """Add text that begins in a line of a file; give the line in which it ends.

    ``veiled`` is what may be hidden.
    """
    add = partial(source.add, veiled=veiled) if due else source.add_aside
    before = "-"
    at = line
    for at, each in enumerate(split_lines(text), line):
        if not _ends_in_hyphen(before):
            source.part()
        add(each, Spot(file, at))
        before = each
    return at


def split_lines(text: str) -> Iterator[str]:
    """Give the lines of a text one by one: a long text's list of them is longer than itself."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def load_text(path: Path) -> str:
    """Read a file's characters, its lines ended by line feeds."""
    data = path.read_bytes()
    wide = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else []
    for name in [*wide, "utf-8-sig"]:
        try:
            text = data.decode(name)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _ends_in_hyphen(line: str) -> bool:
    """Tell whether a word may go on in the next line."""
    return line.rstrip().endswith("-")
