"""Masters: one FLAC or WAV a chapter, in which nothing of the sound is lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from narrator.audio.codec import CODECS, encoding
from narrator.book.chapter_files import Track, list_tracks, name_build, read_build
from narrator.book.files import FilePlan
from narrator.book.splice import find_source
from narrator.book.tags import BookTags, make_id3_frames
from narrator.book.vorbis import make_comments, make_picture
from narrator.errors import DamagedError, DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from narrator.book.files import Binding
    from narrator.cache.store import FolderStore

_BLOCK = 1 << 16  # frames


def plan_flac(binding: Binding) -> Iterator[FilePlan]:
    """Tell which FLAC each chapter becomes."""
    return _plan(binding, "flac", write_flac)


def plan_wav(binding: Binding) -> Iterator[FilePlan]:
    """Tell which WAV each chapter becomes."""
    return _plan(binding, "wav", write_wav)


def _plan(binding: Binding, suffix: str, write: Callable[..., None]) -> Iterator[FilePlan]:
    for track in list_tracks(binding):
        path = binding.folder / f"{track.stem}.{suffix}"
        build = name_build(binding, track)
        is_current = read_build(path) == build and _is_whole(path, track)
        work = partial(_write_checked, write=write, track=track, store=binding.store)
        yield FilePlan(path, suffix, track.seconds, build, is_current, work)


def write_flac(source: Path, path: Path, tags: BookTags, track: Track) -> None:
    """Write the encoded chapter with tags."""
    from mutagen.flac import FLAC

    shutil.copyfile(source, path)
    file = FLAC(path)
    file.delete()
    file.update(make_comments(tags, title=track.title, number=track.number, total=track.total))
    if tags.picture:
        file.add_picture(make_picture(tags.picture))
    file.save()


def write_wav(source: Path, path: Path, tags: BookTags, track: Track) -> None:
    """Write the encoded chapter as plain samples, a block at a time, with tags behind them."""
    import soundfile
    from mutagen.wave import WAVE

    channels = soundfile.info(source).channels
    codec = replace(CODECS["wav"], channels=channels)
    with encoding(path, track.chapter.rate, codec) as encoder:
        for block in soundfile.blocks(source, _BLOCK, dtype="int16", always_2d=True):
            encoder.write(block[:, 0])
    file: Any = WAVE(path)
    file.add_tags()
    frames = make_id3_frames(tags, title=track.title, number=track.number, total=track.total)
    for frame in frames.values():
        file.tags.add(frame)
    file.save(v2_version=3)


def _write_checked(
    path: Path,
    tags: BookTags,
    *,
    write: Callable[[Path, Path, BookTags, Track], None],
    track: Track,
    store: FolderStore,
) -> None:
    """Write a file and read it back; sound that is not what was kept is dropped."""
    from mutagen import MutagenError
    from soundfile import LibsndfileError

    source = find_source(track.chapter, "flac", store)
    try:
        write(source, path, tags, track)
    except (MutagenError, LibsndfileError) as error:
        store.drop(f"chapters/{track.chapter.key}.flac")
        raise DamagedError(f"The encoded chapter {track.title!r} was damaged.") from error
    if read_build(path) != tags.build or not _is_whole(path, track):
        store.drop(f"chapters/{track.chapter.key}.flac")
        raise DeliveryError(
            f"{track.title!r}, read back as it was finished, is not what was asked for. "
            "It did not take its place. Run again; if that does not help, please report it."
        )


def _is_whole(path: Path, track: Track) -> bool:
    """Tell whether a file has the frames of its chapter, by what it says and by its size."""
    import soundfile

    try:
        with soundfile.SoundFile(path) as file:
            file.seek(max(0, track.chapter.frames - 1))
            last = len(file.read(_BLOCK))
            return bool((file.frames, file.samplerate, last) == (
                track.chapter.frames, track.chapter.rate, min(1, track.chapter.frames),
            ))  # fmt: skip
    except (OSError, soundfile.LibsndfileError):
        return False
