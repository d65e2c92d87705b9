"""Finished files, read back before they take their place, by other programs than wrote them."""

from __future__ import annotations

from contextlib import contextmanager
from os import SEEK_END
from typing import TYPE_CHECKING, Any

from narrator.audio.join import BLOCK
from narrator.book.boxes import check_whole, make_box, read_box
from narrator.book.moov import make_edit
from narrator.book.names import list_titles
from narrator.book.tags import ID3_BUILD, MP4_BUILD, BookTags
from narrator.book.timeline import PRIMING
from narrator.book.window import Window
from narrator.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.container.core import Chapter
    from mutagen.id3 import ID3

    from narrator.book.model import Timeline
    from narrator.book.splice import Splice

_LONGEST = 200  # characters of a value in a message
_LAST_MOMENT = 4 * BLOCK
_MP3_TOLERANCE = 0.2  # seconds: its delay, its last frame and the one that describes it


def verify_m4b(path: Path, timeline: Timeline, tags: BookTags) -> None:
    """Compare a finished m4b with what was asked for, and play its last moment.

    Compared are its length, its chapters and its tags. Raises DeliveryError naming what differs.
    """
    with _translate(tags.title):
        check_whole(path)
        _compare_sound(path, timeline)
        _compare_mp4_tags(path, tags)


def verify_mp3(path: Path, *, seconds: float, title: str, tags: BookTags) -> None:
    """Compare a finished mp3 with what was asked for. Raises DeliveryError naming what differs."""
    from mutagen.id3 import ID3

    with _translate(title):
        found = ID3(path)
        _compare_length(path, found.size, seconds)
        _compare("the title", _first(found, "TIT2"), title)
        _compare("the book's title", _first(found, "TALB"), tags.title)
        _compare("the build", _first(found, f"TXXX:{ID3_BUILD}"), tags.build)
        _compare("a cover", bool(found.getall("APIC")), tags.picture is not None)


def verify_whole(path: Path, splice: Splice, tags: BookTags) -> None:
    """Compare a finished mp3 or Opus of a whole book with what was asked for.

    Compared are its length, its chapters, its title and its build, as FFmpeg reads them. Raises
    DeliveryError naming what differs.
    """
    import av

    with _translate(tags.title), av.open(str(path)) as container:
        stream = container.streams.audio[0]
        found = {**container.metadata, **stream.metadata}
        marks = container.chapters()
        starts = [_to_frames(it, splice.rate) for it in marks]
        length = (container.duration or 0) / av.time_base
        if abs(length - splice.seconds) > _MP3_TOLERANCE:
            raise ValueError(f"it plays for {length:.2f} s instead of {splice.seconds:.2f} s")
        _compare("the title", found.get("title", found.get("TITLE")), tags.part_title)
        _compare("the build", found.get(ID3_BUILD), tags.build)
        titles = [it["metadata"].get("title", "") for it in marks]
        _compare("the chapters' titles", titles, [it.title for it in splice.sources])
        for start, wanted in zip(starts, splice.starts, strict=False):
            if abs(start - wanted) * 1000 > splice.rate:
                raise ValueError(f"a chapter starts at {start} instead of {wanted}")


@contextmanager
def _translate(title: str) -> Iterator[None]:
    from av import FFmpegError
    from mutagen import MutagenError

    try:
        yield
    except (ValueError, FFmpegError, MutagenError) as error:
        raise DeliveryError(
            f"{title!r}, read back as it was finished, is not what was asked for: {error}. "
            "It did not take its place. Run again; if that does not help, please report it."
        ) from error


def _compare_sound(path: Path, timeline: Timeline) -> None:
    """Compare what FFmpeg finds in the file, of which it is shown only the last packets.

    It is told to leave the edit list alone: what that says is compared apart.
    """
    import av

    with path.open("rb") as file:
        edit = read_box(file, "moov/trak/edts/elst", 0, file.seek(0, SEEK_END))
    _compare("the edit list", make_box("elst", edit), make_edit(timeline.frames))
    media = -(-(PRIMING + timeline.frames) // BLOCK) * BLOCK
    window = Window(path)
    with window, av.open(window, "r", options={"advanced_editlist": "0"}) as container:
        stream = container.streams.audio[0]
        chapters = container.chapters()
        rate = timeline.rate
        starts = [_to_frames(it, rate) for it in chapters]
        titles = tuple(it["metadata"].get("title", "") for it in chapters)
        _compare("the rate", stream.rate, rate)
        _compare("the length", stream.duration, media)
        _compare("the chapters' titles", titles, list_titles(it.title for it in timeline.chapters))
        _compare("the chapters' starts", starts, [it.start for it in timeline.chapters])
        _play_end(container, stream, timeline.frames)


def _compare_length(path: Path, tag_size: int, seconds: float) -> None:
    """Compare the length that an mp3 states, and the one that its size comes to."""
    from mutagen.mp3 import MPEGInfo

    with path.open("rb") as file:
        told = MPEGInfo(file, tag_size)
    bits = (path.stat().st_size - tag_size) * 8
    for length in (told.length, bits / told.bitrate):
        if abs(length - seconds) > _MP3_TOLERANCE:
            raise ValueError(f"it plays for {length:.2f} s instead of {seconds:.2f} s")


def _to_frames(chapter: Chapter, rate: int) -> int:
    return round(chapter["start"] * (chapter["time_base"] or 0) * rate)


def _play_end(container: InputContainer, stream: AudioStream, end: int) -> None:
    """Decode the last moment: it is heard only where the sizes of all packets are right.

    A little before it, because FFmpeg 9 keeps the first packet after a seek to itself.
    """
    container.seek(max(0, end - _LAST_MOMENT), stream=stream)
    ends = [(frame.pts or 0) + frame.samples for frame in container.decode(stream)]
    _compare("the end of the sound", ends[-1:], [end])


def _compare_mp4_tags(path: Path, tags: BookTags) -> None:
    from mutagen.mp4 import MP4

    found: dict[str, list[Any]] = MP4(path).tags or {}
    pictures = [bytes(picture) for picture in found.get("covr", [])]
    _compare("the title", found.get("\xa9alb", [""]), [tags.title])
    _compare("the authors", found.get("\xa9ART", [""]), [tags.authors])
    _compare("the narrator", found.get("\xa9nrt", [""]), [tags.narrator])
    _compare("the build", b"".join(found.get(MP4_BUILD, [])).decode(), tags.build)
    if pictures != ([tags.picture.data] if tags.picture else []):
        raise ValueError("the cover is not the one that was given")


def _first(tags: ID3, name: str) -> str:
    return str(tags[name].text[0]) if name in tags else ""


def _compare(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise ValueError(f"{what} is {_shorten(found)} instead of {_shorten(wanted)}")


def _shorten(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
