"""One file a chapter, whatever its codec: its number, its name, and what it takes the place of."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.book.names import list_titles, make_file_name
from narrator.book.tags import ID3_BUILD
from narrator.book.vorbis import BUILD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from narrator.book.files import Binding
    from narrator.book.model import EncodedChapter


@dataclass(frozen=True, slots=True)
class Track:
    """A chapter as a file: its number among ``total``, its title as players list it."""

    chapter: EncodedChapter
    title: str
    number: int
    total: int

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        width = max(2, len(str(self.total)))
        return f"{self.number:0{width}} - {make_file_name(self.title)}"

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return self.chapter.frames / self.chapter.rate


def list_tracks(binding: Binding) -> Iterator[Track]:
    """Give each chapter, by its number, the title that players list."""
    chapters = binding.chapters
    total = binding.details.chapters or len(chapters)
    titles = list_titles(chapter.title for chapter in chapters.values())
    for (number, chapter), title in zip(chapters.items(), titles, strict=True):
        yield Track(chapter, title, number, total)


def name_build(binding: Binding, track: Track) -> str:
    """Name everything that makes a chapter's file what it is."""
    return binding.details.name_build([track.chapter.key, track.title, track.number, track.total])


def read_build(path: Path) -> str:
    """Tell which build an mp3, FLAC or WAV is; empty where it is none of ours."""
    import mutagen

    with suppress(OSError, KeyError, AttributeError, mutagen.MutagenError):
        tags = mutagen.File(path).tags
        return str(tags[BUILD][0] if path.suffix == ".flac" else tags[f"TXXX:{ID3_BUILD}"].text[0])
    return ""


def remove_replaced(files: Sequence[Path], *, total: int) -> None:
    """Remove earlier files of ours whose numbers these have, or no chapter has any more.

    ``files`` are of one kind. Those that somebody renamed, or made with another program, stay.
    """
    numbers = {_find_number(path) for path in files}
    places = {(path.parent, path.suffix) for path in files}
    for other in (it for folder, suffix in places for it in folder.glob(f"*{suffix}")):
        number = _find_number(other)
        superseded = number in numbers or number > total
        if number and superseded and not _is_among(other, files) and read_build(other):
            other.unlink()


def _find_number(path: Path) -> int:
    """Read the number from the name of a file of ours; 0 where it is none."""
    found = re.fullmatch(r"(\d+) - .+", path.stem)
    return int(found[1]) if found else 0


def _is_among(path: Path, files: Sequence[Path]) -> bool:
    """Tell whether a path is one of the files; a file system may keep another spelling of it."""
    return any(path.samefile(file) for file in files)
