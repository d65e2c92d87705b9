"""Chapter marks as players find them: an MP4's through FFmpeg, an MP3's in its contents' order."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from narrator.delivery.model import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.container import InputContainer
    from mutagen.id3 import ID3, Frame

_TOP_LEVEL = 2  # of the flags of a table of contents: ID3v2 Chapter Frame Addendum 1.0, 3.2


def list_marks(path: Path, container: InputContainer) -> tuple[Mark, ...]:
    """Give the marks of a file that is open, in the order in which a player lists them."""
    if container.format.name == "mp3":
        return tuple(_list_id3_marks(path))
    return tuple(_list_marks(container))


def _list_marks(container: InputContainer) -> Iterator[Mark]:
    for chapter in container.chapters():
        base = chapter["time_base"] or 0
        title = chapter["metadata"].get("title", "").strip()
        yield Mark(title, float(chapter["start"] * base), float(chapter["end"] * base))


def _list_id3_marks(path: Path) -> Iterator[Mark]:
    """Give an MP3's marks: FFmpeg lists them as the tag happens to have them."""
    from mutagen import MutagenError
    from mutagen.id3 import ID3

    with suppress(MutagenError, OSError):
        tags = ID3(path)
        chapters = {it.element_id: it for it in tags.getall("CHAP")}
        in_order = dict.fromkeys(_list_contents(tags)) or sorted(
            chapters, key=lambda name: chapters[name].start_time
        )
        yield from (_read_mark(chapters[name]) for name in in_order if name in chapters)


def _list_contents(tags: ID3) -> Iterator[str]:
    """Give the names of chapters as the tables of contents have them, those within others too."""
    tables: dict[str, Any] = {it.element_id: it for it in tags.getall("CTOC")}
    tops = [name for name, table in tables.items() if table.flags & _TOP_LEVEL]
    waiting = [*reversed(tops or list(tables))]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in tables:
            yield name
        elif name not in seen:
            seen.add(name)
            waiting.extend(reversed(tables[name].child_element_ids))


def _read_mark(chapter: Frame) -> Mark:
    told: dict[str, Any] = vars(chapter)  # mutagen makes a frame's members as it reads them
    titles = told["sub_frames"].getall("TIT2")
    title = str(titles[0].text[0]).strip() if titles and titles[0].text else ""
    return Mark(title, told["start_time"] / 1000, told["end_time"] / 1000)
