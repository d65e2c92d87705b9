"""The W3C audiobook: a publication manifest (W3C Recommendation of 2020) and its chapters, packed.

The package is that of the Lightweight Packaging Format: ``publication.json``, the page that lists
the chapters, the cover and the chapters themselves, as AAC.
"""

from __future__ import annotations

import html
import json
from functools import partial
from typing import TYPE_CHECKING, Any

from narrator.book.chapter_files import list_tracks
from narrator.book.files import FilePlan
from narrator.book.names import make_file_name
from narrator.book.packing import Package, check_package, read_build
from narrator.book.tags import name_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from narrator.book.chapter_files import Track
    from narrator.book.files import Binding
    from narrator.book.tags import BookTags
    from narrator.manuscript.model import Cover

_CONTEXT = ["https://schema.org", "https://www.w3.org/ns/pub-context"]
_PROFILE = "https://www.w3.org/TR/audiobooks/"
_CONTENTS = "index.html"
_WHOLE_DATE = 10
"""Characters of a date with its day: the published schema refuses a year alone."""
_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png"}


def plan_lpf(binding: Binding) -> Iterator[FilePlan]:
    """Plan the package."""
    tracks = list(list_tracks(binding))
    keys = [[track.chapter.key, track.title] for track in tracks]
    build = binding.details.name_build(["lpf", keys])
    path = binding.folder / f"{make_file_name(binding.details.metadata.title)}.lpf"
    seconds = sum(track.seconds for track in tracks)
    write = partial(_write, binding=binding, tracks=tracks)
    yield FilePlan(path, "lpf", seconds, build, read_build(path) == build, write)


def make_manifest(tags: BookTags, tracks: Sequence[Track]) -> dict[str, Any]:
    """Make the publication manifest; times are those of ISO 8601, in seconds."""
    data = tags.metadata
    kind, identifier = name_identifier(data.identifier or "")
    identified = f"urn:isbn:{identifier}" if kind == "ISBN" else identifier
    told = {
        "@context": [*_CONTEXT, {"language": data.language}],
        "conformsTo": _PROFILE,
        "type": "Audiobook",
        "id": identified if ":" in identified else None,
        "name": tags.title,
        "author": list(data.authors),
        "readBy": tags.narrator,
        "publisher": data.publisher,
        "inLanguage": data.language,
        "datePublished": tags.date if len(tags.date) == _WHOLE_DATE else "",
        "description": data.description,
        "duration": _write_duration(sum(track.seconds for track in tracks)),
        "accessMode": ["auditory"],
        "accessModeSufficient": [{"type": "ItemList", "itemListElement": ["auditory"]}],
        "readingOrder": [_describe(track) for track in tracks],
        "resources": list(_list_resources(tags.picture)),
    }
    return {name: value for name, value in told.items() if value}


def _describe(track: Track) -> dict[str, str]:
    return {
        "type": "LinkedResource",
        "url": _name(track),
        "encodingFormat": "audio/mp4",
        "name": track.title,
        "duration": _write_duration(track.seconds),
    }


def _list_resources(picture: Cover | None) -> Iterator[dict[str, Any]]:
    yield {
        "type": "LinkedResource",
        "url": _CONTENTS,
        "encodingFormat": "text/html",
        "rel": ["contents"],
    }
    if picture:
        yield {
            "type": "LinkedResource",
            "url": _name_cover(picture),
            "encodingFormat": picture.media_type,
            "rel": ["cover"],
        }


def _make_contents(tags: BookTags, tracks: Sequence[Track]) -> str:
    """Make the page that is the table of contents."""
    items = "\n".join(
        f'<li><a href="{_name(track)}">{html.escape(track.title)}</a></li>' for track in tracks
    )
    title, language = html.escape(tags.title), html.escape(tags.metadata.language)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n'
        f'<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<link rel="publication" href="publication.json">\n</head>\n'
        f'<body>\n<nav role="doc-toc">\n<h1>{title}</h1>\n<ol>\n{items}\n</ol>\n</nav>\n'
        "</body>\n</html>\n"
    )


def _write(path: Path, tags: BookTags, *, binding: Binding, tracks: Sequence[Track]) -> None:
    """Write the package and read it back."""
    manifest = json.dumps(make_manifest(tags, tracks), ensure_ascii=False, indent=1)
    with Package(path, "w") as package:
        package.add("publication.json", manifest)
        package.add(_CONTENTS, _make_contents(tags, tracks))
        if tags.picture:
            package.add(_name_cover(tags.picture), tags.picture.data, packed=False)
        for track in tracks:
            package.add_chapter(_name(track), track.chapter, tags=tags, store=binding.store)
        package.sign(tags.build)
    check_package(path, tags.title)


def _name(track: Track) -> str:
    return f"audio/{track.number:04}.m4a"


def _name_cover(picture: Cover) -> str:
    return f"cover.{_SUFFIXES.get(picture.media_type, 'img')}"


def _write_duration(seconds: float) -> str:
    return f"PT{seconds:.3f}S"
