"""Tags: what a finished file says of the book and of itself.

Players and shelves read different tags for the same thing; the ones here are those that Apple's
programs, Audiobookshelf, Plex and the usual taggers look for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from narrator.book.boxes import find_box, find_boxes, make_box, make_full_box, read_box
from narrator.book.names import clean_text, cut_text, find_language_code, split_series, tidy_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mutagen.id3 import APIC, ID3, Frame
    from mutagen.mp4 import MP4Cover

    from narrator.manuscript.model import Cover, Metadata

ID3_BUILD = "NARRATOR_BUILD"
MP4_BUILD = "----:com.narrator:BUILD"

_APPLE = "----:com.apple.iTunes"
GENRE = "Audiobook"
PROGRAM = "Narrator"
_AUDIOBOOK = 2  # of the media kinds in ``stik``
_SHORT = 255  # bytes of ``desc``; everything is in ``ldes``
_HEADER = 8  # bytes of a small box's size and kind
_VERSION = 4  # bytes of version and flags at the head of a ``meta`` box
_FRONT_COVER = 3
_MOST_ENTRIES, _ORDERED, _TOP = 255, 1, 2  # of a table of contents
_UTF16 = 1  # what ID3v2.3 has for text that is not Latin


@dataclass(frozen=True, slots=True)
class BookTags:
    """What is said of a book: its metadata, who narrates, its cover, and which build it is.

    ``part`` is which file of how many.
    """

    metadata: Metadata
    narrator: str
    picture: Cover | None = None
    build: str = ""
    part: tuple[int, int] = (1, 1)

    @property
    def part_title(self) -> str:
        """The title with the number of the part, where there is more than one."""
        number, total = self.part
        return f"{self.title} (part {number} of {total})" if total > 1 else self.title

    @property
    def title(self) -> str:
        """The title in one line."""
        return clean_text(self.metadata.title)

    @property
    def authors(self) -> str:
        """All authors in one line."""
        return clean_text(", ".join(self.metadata.authors))

    @property
    def date(self) -> str:
        """The date as players sort by it; empty where none is known."""
        return tidy_date(self.metadata.date or "")

    @property
    def series(self) -> tuple[str, str]:
        """The series and the book's number in it; both may be empty."""
        return split_series(clean_text(self.metadata.series or ""))


def make_mp4_tags(tags: BookTags) -> bytes:
    """Make the boxes that hold the tags of an m4b, for its ``udta`` box."""
    from mutagen.mp4 import MP4Tags

    values = MP4Tags()
    for name, value in _list_mp4_tags(tags):
        values[name] = value
    file = BytesIO(make_box("moov", make_full_box("mvhd", bytes(96))))
    values.save(file, padding=lambda _: 0)
    return _put_free_texts_last(read_box(file, "moov/udta", 0, len(file.getvalue())))


def _put_free_texts_last(user_data: bytes) -> bytes:
    """Put what has a free name behind what has Apple's: FFmpeg takes the last of one name.

    So those that read through it have the whole description, and Apple's programs the short one.
    """
    file = BytesIO(user_data)
    meta = find_box(file, "meta", 0, len(user_data))
    listed = find_box(file, "ilst", meta.start + _VERSION, meta.end)
    boxes = sorted(find_boxes(file, listed.start, listed.end), key=lambda box: box.kind == b"----")
    body = b"".join(user_data[box.start - _HEADER : box.end] for box in boxes)
    return user_data[: listed.start] + body + user_data[listed.end :]


def make_id3_tags(
    tags: BookTags,
    *,
    title: str,
    number: int,
    total: int,
    marks: Sequence[tuple[float, str]] = (),
    end: float = 0.0,
) -> bytes:
    """Make the ID3v2.3 tags of an mp3: what stands before its first frame.

    ``marks`` are its chapters' starts, in milliseconds, and titles; the last ends at ``end``.
    """
    from mutagen import id3

    saying = make_id3_frames(tags, title=title, number=number, total=total)
    # FFmpeg lists chapters as they lie in the file, where mutagen would sort them by their size.
    chapters = []
    for frame in _list_id3_chapters(marks, end):
        chapters.append(id3.ID3())
        chapters[-1].add(frame)
    body = b"".join(map(_save_id3_frames, (saying, *chapters)))
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + body


def _save_id3_frames(frames: ID3) -> bytes:
    """Save frames as they lie behind the ten bytes that head a tag."""
    frames.update_to_v23()
    file = BytesIO()
    frames.save(file, v2_version=3, padding=lambda _: 0)
    return file.getvalue()[10:]


def make_id3_frames(tags: BookTags, *, title: str, number: int, total: int) -> ID3:
    """Make the frames that say what a file is."""
    from mutagen import id3

    frames = id3.ID3()
    for name, text in _list_id3_texts(tags, title=title, number=number, total=total):
        kind, _, description = name.partition(":")
        if text and description:
            frames.add(id3.TXXX(encoding=_UTF16, desc=description, text=[text]))
        elif text:
            frames.add(getattr(id3, kind)(encoding=_UTF16, text=[text]))
    if tags.picture:
        frames.add(_make_id3_picture(tags.picture))
    return frames


def _list_id3_chapters(marks: Sequence[tuple[float, str]], end: float) -> Iterator[Frame]:
    """Make the frames of chapters (ID3v2 Chapter Frame Addendum), and their tables of contents.

    A table counts its entries in one byte, so of more chapters each 255 have a table of their own,
    in one above them.
    """
    from mutagen import id3

    names = [f"ch{number}" for number in range(1, len(marks) + 1)]
    ends = [*(start for start, _ in marks[1:]), end]
    for name, (start, title), stop in zip(names, marks, ends, strict=False):
        text = id3.TIT2(encoding=_UTF16, text=[title])
        times = {"start_time": round(start), "end_time": round(stop)}
        yield id3.CHAP(element_id=name, **times, sub_frames=[text])
    groups = [names[at : at + _MOST_ENTRIES] for at in range(0, len(names), _MOST_ENTRIES)]
    nested = len(groups) > 1
    for number, group in enumerate(groups, 1):
        name = f"toc{number}" if nested else "toc"
        flags = _ORDERED if nested else _ORDERED | _TOP
        yield id3.CTOC(element_id=name, flags=flags, child_element_ids=group)
    if nested:
        tables = [f"toc{number}" for number in range(1, len(groups) + 1)]
        yield id3.CTOC(element_id="toc", flags=_ORDERED | _TOP, child_element_ids=tables)


def _list_mp4_tags(tags: BookTags) -> Iterator[tuple[str, Any]]:
    yield from ((name, [text]) for name, text in _list_texts(tags).items() if text)
    yield from ((name, [text.encode()]) for name, text in _list_free_texts(tags).items() if text)
    part = tags.series[1]
    if part.isdecimal():
        yield from (("\xa9mvi", [int(part)]), ("shwm", [1]))
    if tags.part[1] > 1:
        yield from (("trkn", [tags.part]), ("disk", [tags.part]))
    yield from (("stik", [_AUDIOBOOK]), ("pgap", True))
    if tags.picture:
        yield "covr", [_make_mp4_picture(tags.picture)]


def _list_texts(tags: BookTags) -> dict[str, str | None]:
    data = tags.metadata
    series, part = tags.series
    return {
        "\xa9nam": tags.part_title,
        "\xa9alb": tags.title,
        "\xa9ART": tags.authors,
        "aART": tags.authors,
        "\xa9wrt": tags.narrator,  # the composer: where most players show the narrator
        "\xa9nrt": tags.narrator,
        "\xa9day": tags.date,
        "\xa9pub": data.publisher,
        "desc": cut_text(clean_text(data.description or ""), _SHORT),
        "ldes": data.description,
        "\xa9mvn": series,
        "\xa9grp": f"{series} #{part}" if part else series,
        "soal": f"{series} {part} - {tags.title}" if part else None,
        "\xa9gen": GENRE,
        "\xa9too": PROGRAM,
    }


def _list_free_texts(tags: BookTags) -> dict[str, str | None]:
    """List what FFmpeg, and all that read through it, find only under names of this form."""
    data = tags.metadata
    series, part = tags.series
    kind, identifier = name_identifier(data.identifier or "")
    return {
        f"{_APPLE}:NARRATOR": tags.narrator,
        f"{_APPLE}:PUBLISHER": data.publisher,
        f"{_APPLE}:LANGUAGE": data.language,
        f"{_APPLE}:DESCRIPTION": data.description,
        f"{_APPLE}:SERIES": series,
        f"{_APPLE}:SERIES-PART": part,
        f"{_APPLE}:{kind}": identifier,
        MP4_BUILD: tags.build,
    }


def _list_id3_texts(
    tags: BookTags, *, title: str, number: int, total: int
) -> Iterator[tuple[str, str | None]]:
    data = tags.metadata
    series, part = tags.series
    kind, identifier = name_identifier(data.identifier or "")
    yield from (("TIT2", title), ("TALB", tags.title), ("TRCK", f"{number}/{total}"))
    yield from (("TPE1", tags.authors), ("TPE2", tags.authors), ("TCOM", tags.narrator))
    yield from (("TDRC", tags.date), ("TPUB", data.publisher), ("TCON", GENRE))
    yield from (("TLAN", find_language_code(data.language)), ("TENC", PROGRAM))
    yield from (("TXXX:NARRATOR", tags.narrator), (f"TXXX:{kind}", identifier))
    yield from (("TXXX:SERIES", series), ("TXXX:SERIES-PART", part))
    yield "TXXX:DESCRIPTION", data.description
    yield f"TXXX:{ID3_BUILD}", tags.build


def name_identifier(identifier: str) -> tuple[str, str]:
    """Tell whether a book's identifier is an ISBN, and give it bare if so."""
    bare = re.sub(r"(?i)^(urn:)?isbn[:\s]*|[-\s]", "", identifier)
    if re.fullmatch(r"97[89]\d{10}|\d{9}[\dXx]", bare):
        return "ISBN", bare
    return "IDENTIFIER", clean_text(identifier)


def _make_mp4_picture(picture: Cover) -> MP4Cover:
    from mutagen.mp4 import AtomDataType, MP4Cover

    kind = AtomDataType.PNG if picture.media_type == "image/png" else AtomDataType.JPEG
    return MP4Cover(picture.data, imageformat=kind)


def _make_id3_picture(picture: Cover) -> APIC:
    from mutagen.id3 import APIC

    return APIC(encoding=0, mime=picture.media_type, type=_FRONT_COVER, desc="", data=picture.data)
