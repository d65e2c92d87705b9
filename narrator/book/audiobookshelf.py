"""The folder that Audiobookshelf expects: author, series, title; an m4b, and what is known of it.

What stands in ``metadata.json`` wins over names and tags when the shelf is scanned.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from narrator.book.files import plan_text
from narrator.book.m4b import plan_part
from narrator.book.names import clean_text, make_file_name
from narrator.book.tags import GENRE, BookTags, name_identifier
from narrator.book.timeline import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narrator.book.files import Binding, FilePlan

_SHELF = "audiobookshelf"


def plan_audiobookshelf(binding: Binding) -> Iterator[FilePlan]:
    """Plan the files of a library folder that holds this one book."""
    tags = BookTags(binding.details.metadata, binding.details.narrator)
    folder = binding.folder / _SHELF / _name_folder(tags)
    for part in binding.parts:
        path = folder / binding.name_file(part, "m4b").name
        yield plan_part(part, path, details=binding.details, store=binding.store)
    text = json.dumps(_describe(binding, tags), ensure_ascii=False, indent=2) + "\n"
    seconds = sum(it.frames / it.rate for it in binding.chapters.values())
    yield plan_text(folder / "metadata.json", "json", seconds, text)


def _name_folder(tags: BookTags) -> str:
    """Name the folders: ``Author/Series/Vol 2 - 1995 - Title {Narrator}``."""
    series, number = tags.series
    volume = f"Vol {number}" if number else ""
    title = " - ".join(filter(None, (volume, tags.date[:4], tags.title)))
    names = [tags.authors or "Unknown", series, f"{title} {{{tags.narrator}}}"]
    return "/".join(make_file_name(name) for name in names if name)


def _describe(binding: Binding, tags: BookTags) -> dict[str, Any]:
    """Tell what the shelf reads: its names, every one of them there."""
    data = tags.metadata
    series, number = tags.series
    kind, identifier = name_identifier(data.identifier or "")
    return {
        "tags": [],
        "chapters": list(_list_chapters(binding)),
        "title": tags.title,
        "subtitle": None,
        "authors": [clean_text(author) for author in data.authors],
        "narrators": [tags.narrator],
        "series": [f"{series} #{number}" if number else series] if series else [],
        "genres": [GENRE],
        "publishedYear": tags.date[:4] or None,
        "publishedDate": tags.date or None,
        "publisher": data.publisher,
        "description": data.description,
        "isbn": identifier if kind == "ISBN" else None,
        "asin": None,
        "language": data.language,
        "explicit": False,
        "abridged": False,
    }


def _list_chapters(binding: Binding) -> Iterator[dict[str, Any]]:
    """List the chapters as they follow each other when all parts are played, in seconds."""
    begun, number = 0.0, 0
    for part in binding.parts:
        timeline = lay_out(part.chapters)
        for chapter in timeline.chapters:
            start, end = (begun + frame / timeline.rate for frame in (chapter.start, chapter.end))
            yield {
                "id": number,
                "start": round(start, 3),
                "end": round(end, 3),
                "title": clean_text(chapter.title) or f"{number + 1}",
            }
            number += 1
        begun += timeline.frames / timeline.rate
