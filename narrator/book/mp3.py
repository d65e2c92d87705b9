"""One mp3 a chapter: the encoded chapter as it lies in the store, behind its tags."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from narrator.book.files import BookDetails, FilePlan
from narrator.book.names import list_titles, make_file_name
from narrator.book.tags import ID3_BUILD, BookTags, make_id3_tags
from narrator.book.verify import verify_mp3
from narrator.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from narrator.book.model import EncodedChapter
    from narrator.cache.store import FolderStore

_NAME = re.compile(r"(\d+) - .+\.mp3")


@dataclass(frozen=True, slots=True)
class Track:
    """A chapter as an mp3: its number among ``total``, its title as players list it."""

    chapter: EncodedChapter
    title: str
    number: int
    total: int

    @property
    def name(self) -> str:
        """The file's name."""
        width = max(2, len(str(self.total)))
        return f"{self.number:0{width}} - {make_file_name(self.title)}.mp3"

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return self.chapter.frames / self.chapter.rate


def list_tracks(chapters: Mapping[int, EncodedChapter], total: int) -> Iterator[Track]:
    """Give each chapter, by its number, the title that players list."""
    titles = list_titles(chapter.title for chapter in chapters.values())
    for (number, chapter), title in zip(chapters.items(), titles, strict=True):
        yield Track(chapter, title, number, total)


def plan_mp3(track: Track, *, folder: Path, details: BookDetails, store: FolderStore) -> FilePlan:
    """Tell which file a chapter becomes, and whether a finished one is already there."""
    source = store.path(_name_source(track))
    path = folder / track.name
    build = details.name_build([track.chapter.key, track.title, track.number, track.total])
    return FilePlan(
        path=path,
        kind="mp3",
        seconds=track.seconds,
        build=build,
        is_current=_is_current(path, source, build),
        write=partial(write_mp3, track=track, store=store),
    )


def write_mp3(path: Path, tags: BookTags, *, track: Track, store: FolderStore) -> None:
    """Write one chapter's file and read it back.

    What turns out wrong, raising DeliveryError, is dropped from the store, so that running again
    makes it again.
    """
    head = make_id3_tags(tags, title=track.title, number=track.number, total=track.total)
    name = _name_source(track)
    try:
        with path.open("wb") as file, store.path(name).open("rb") as sound:
            file.write(head)
            shutil.copyfileobj(sound, file, 1 << 20)
        verify_mp3(path, seconds=track.seconds, title=track.title, tags=tags)
    except DeliveryError:
        store.drop(name)
        raise


def remove_replaced(files: Sequence[Path], *, total: int) -> None:
    """Remove earlier mp3s of ours whose numbers these files have, or no chapter has any more.

    Files that somebody renamed, or made with another program, stay.
    """
    numbers = {_find_number(path) for path in files}
    for other in (it for folder in {path.parent for path in files} for it in folder.glob("*.mp3")):
        number = _find_number(other)
        superseded = number in numbers or number > total
        if number and superseded and not _is_among(other, files) and _read_build(other)[0]:
            other.unlink()


def _name_source(track: Track) -> str:
    return f"chapters/{track.chapter.key}.mp3"


def _is_current(path: Path, source: Path, build: str) -> bool:
    found, tag_size = _read_build(path)
    return found == build and path.stat().st_size == tag_size + source.stat().st_size


def _read_build(path: Path) -> tuple[str, int]:
    """Tell which build an mp3 is, and how many bytes its tags take; empty where it has none."""
    from mutagen import MutagenError
    from mutagen.id3 import ID3, TXXX

    with suppress(OSError, MutagenError):
        tags = ID3(path, known_frames={"TXXX": TXXX})
        if frame := tags.get(f"TXXX:{ID3_BUILD}"):
            return str(frame.text[0]), tags.size
    return "", 0


def _find_number(path: Path) -> int:
    """Read the number from the name of a file of ours; 0 where it is none."""
    found = _NAME.fullmatch(path.name)
    return int(found[1]) if found else 0


def _is_among(path: Path, files: Sequence[Path]) -> bool:
    """Tell whether a path is one of the files; a file system may keep another spelling of it."""
    return any(path.samefile(file) for file in files)
