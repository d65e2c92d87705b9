"""One mp3 a chapter: the encoded chapter as it lies in the store, behind its tags."""

from __future__ import annotations

import shutil
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from narrator.book.chapter_files import Track, list_tracks, name_build
from narrator.book.files import FilePlan
from narrator.book.tags import ID3_BUILD, BookTags, make_id3_tags
from narrator.book.verify import verify_mp3
from narrator.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from narrator.book.files import Binding
    from narrator.cache.store import FolderStore


def plan_mp3(binding: Binding) -> Iterator[FilePlan]:
    """Tell which file each chapter becomes, and whether a finished one is already there."""
    for track in list_tracks(binding):
        path = binding.folder / f"{track.stem}.mp3"
        build = name_build(binding, track)
        yield FilePlan(
            path=path,
            kind="mp3",
            seconds=track.seconds,
            build=build,
            is_current=_is_current(path, binding.store.path(_name_source(track)), build),
            write=partial(write_mp3, track=track, store=binding.store),
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


def read_id3_build(path: Path) -> tuple[str, int]:
    """Tell which build an mp3 is, and how many bytes its tags take; empty where it has none."""
    from mutagen import MutagenError
    from mutagen.id3 import ID3, TXXX

    with suppress(OSError, MutagenError):
        tags = ID3(path, known_frames={"TXXX": TXXX})
        if frame := tags.get(f"TXXX:{ID3_BUILD}"):
            return str(frame.text[0]), tags.size
    return "", 0


def _name_source(track: Track) -> str:
    return f"chapters/{track.chapter.key}.mp3"


def _is_current(path: Path, source: Path, build: str) -> bool:
    found, tag_size = read_id3_build(path)
    return found == build and path.stat().st_size == tag_size + source.stat().st_size
