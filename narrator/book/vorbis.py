"""Vorbis comments: the tags of Opus and FLAC.

Chapters are written as in Xiph's chapter extension, the cover as in RFC 9639, 8.8.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from narrator.book.tags import GENRE, PROGRAM, name_identifier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mutagen.flac import Picture

    from narrator.book.tags import BookTags
    from narrator.manuscript.model import Cover

BUILD = "NARRATOR_BUILD"
PICTURE = "METADATA_BLOCK_PICTURE"
MOST_CHAPTERS = 1000
"""A chapter's number has three digits: of more, readers see none."""

_FRONT_COVER = 3


def make_comments(tags: BookTags, *, title: str, number: int, total: int) -> dict[str, str]:
    """Make what is said of a book and of one of its files, without the cover."""
    data = tags.metadata
    series, part = tags.series
    kind, identifier = name_identifier(data.identifier or "")
    comments = {
        "TITLE": title,
        "ALBUM": tags.title,
        "ARTIST": tags.authors,
        "ALBUMARTIST": tags.authors,
        "COMPOSER": tags.narrator,  # where most players show the narrator
        "NARRATOR": tags.narrator,
        "TRACKNUMBER": f"{number}",
        "TRACKTOTAL": f"{total}",
        "DATE": tags.date,
        "PUBLISHER": data.publisher,
        "DESCRIPTION": data.description,
        "GENRE": GENRE,
        "LANGUAGE": data.language,
        "SERIES": series,
        "SERIES-PART": part,
        kind: identifier,
        "ENCODED-BY": PROGRAM,
        BUILD: tags.build,
    }
    return {name: text for name, text in comments.items() if text}


def make_chapter_comments(marks: Iterable[tuple[float, str]]) -> dict[str, str]:
    """Make the comments of chapters, each with its start in seconds and its title.

    The first is 001, as readers are used to, unless the last would not have a number then.
    """
    comments, listed = {}, list(marks)
    first = 0 if len(listed) == MOST_CHAPTERS else 1
    for number, (start, title) in enumerate(listed, first):
        comments[f"CHAPTER{number:03}"] = _write_time(start)
        comments[f"CHAPTER{number:03}NAME"] = title
    return comments


def make_picture(cover: Cover) -> Picture:
    """Make the block that holds a cover."""
    from mutagen.flac import Picture

    picture = Picture()
    picture.type, picture.mime, picture.data = _FRONT_COVER, cover.media_type, cover.data
    return picture


def make_picture_comment(cover: Cover | None) -> dict[str, str]:
    """Make the comment that holds a cover; none without one."""
    return {PICTURE: base64.b64encode(make_picture(cover).write()).decode()} if cover else {}


def _write_time(seconds: float) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    rest = f"{milliseconds // 1000:02}.{milliseconds % 1000:03}"
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest}"
