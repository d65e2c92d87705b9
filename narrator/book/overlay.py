"""EPUB 3 with media overlays: the original as it was, with its sound, segment by segment.

In the pages there are spans with ids around what is heard, and a link to a style sheet for the
class that marks it; all else is the original's, byte for byte. A segment whose words are not found
in its page has no overlay, and is named.
"""

from __future__ import annotations

import codecs
import posixpath
import re
import shutil
import zipfile
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from lxml import etree

from narrator.book.chapter_files import Track, list_tracks
from narrator.book.files import FilePlan
from narrator.book.names import cut_text, make_file_name
from narrator.book.overlay_check import check_overlays
from narrator.book.overlay_package import (
    ACTIVE_CLASS,
    Addition,
    Overlay,
    PackageDocument,
    list_names,
)
from narrator.book.packing import Package, check_package, read_build
from narrator.book.page_source import insert_ids, read_source
from narrator.book.word_places import find_words
from narrator.cache.key import sum_file
from narrator.manuscript.naming import mend_characters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from narrator.book.files import Binding, BookText
    from narrator.book.tags import BookTags
    from narrator.manuscript.model import Skipped
    from narrator.script.model import Segment

_STYLE = f".{ACTIVE_CLASS} {{ background-color: #ffe9a8; color: #000; }}\n"
_SMIL = "http://www.w3.org/ns/SMIL"
_HEAD_END = re.compile(r"</head\s*>", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_TOLD = 12
"""The most segments that a message names."""


@dataclass(frozen=True, slots=True)
class Clip:
    """When a segment is heard: the audio file's name in the archive, from when to when, in ms.

    ``id`` is the one that the segment has in its page.
    """

    segment: str
    id: str
    audio: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page with ids in it, and the clips of those in the order of the page."""

    name: str
    data: bytes
    clips: tuple[Clip, ...]


def plan_epub(binding: Binding) -> Iterator[FilePlan]:
    """Plan the EPUB; nothing where the text is not known."""
    if not binding.details.text:
        return
    tracks = list(list_tracks(binding))
    keys = [[track.chapter.key, [span.segment for span in track.chapter.spans]] for track in tracks]
    build = binding.details.name_build(["epub", sum_file(binding.details.text.source), keys])
    path = binding.folder / f"{make_file_name(binding.details.metadata.title)}.epub"
    seconds = sum(track.seconds for track in tracks)
    write = partial(_write, binding=binding, text=binding.details.text, tracks=tracks)
    yield FilePlan(path, "epub", seconds, build, read_build(path) == build, write)


def list_clips(track: Track, folder: str) -> Iterator[Clip]:
    """Give the clips of a chapter: each lasts until the next begins, so that pauses are heard."""
    prefix = posixpath.basename(folder)
    chapter = track.chapter
    starts = [round(span.start * 1000 / chapter.rate) for span in chapter.spans]
    end = chapter.frames * 1000 // chapter.rate
    for span, start, stop in zip(chapter.spans, starts, [*starts[1:], end], strict=True):
        if span.start < span.end and start < stop:
            name = f"{prefix}-{span.segment.replace(':', '-')}"
            yield Clip(span.segment, name, _name_audio(folder, track), start, stop)


def make_page(
    name: str, data: bytes, text: BookText, clips: Mapping[str, Clip], style: str
) -> Page | None:
    """Put ids into a page for the clips whose words are found in it.

    None where there are none, or where the page is written so that nothing can be put in safely.
    """
    decoded = _decode(data)
    if not decoded:
        return None
    source, encoding = decoded
    spoken, skipped = _list_text(text, name)
    page = read_source(source)
    ranges = find_words(page, spoken, skipped)
    named = {clips[it].id: ranges[it] for it in ranges if it in clips}
    if any(f'"{it}"' in source for it in named):
        return None
    marked, there = insert_ids(page, named)
    linked = _link_style(marked, style)
    if not there or not linked or _is_broken(linked, source):
        return None
    order = sorted((it for it in ranges if it in clips), key=lambda it: ranges[it])
    heard = tuple(clips[it] for it in order if clips[it].id in there)
    return Page(name, linked.encode(encoding), heard)


def make_smil(page: Page, name: str) -> bytes:
    """Make the overlay of a page, ``name`` its own in the archive."""
    root = etree.Element(f"{{{_SMIL}}}smil", {"version": "3.0"}, nsmap={None: _SMIL})
    body = etree.SubElement(root, f"{{{_SMIL}}}body")
    folder = posixpath.dirname(name)
    target = quote(posixpath.relpath(page.name, folder))
    for clip in page.clips:
        par = etree.SubElement(body, f"{{{_SMIL}}}par")
        etree.SubElement(par, f"{{{_SMIL}}}text", {"src": f"{target}#{clip.id}"})
        times = {"clipBegin": _write_clock(clip.begin), "clipEnd": _write_clock(clip.end)}
        audio = quote(posixpath.relpath(clip.audio, folder))
        etree.SubElement(par, f"{{{_SMIL}}}audio", {"src": audio, **times})
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _write(
    path: Path, tags: BookTags, *, binding: Binding, text: BookText, tracks: Sequence[Track]
) -> None:
    """Write the package and read it back."""
    with zipfile.ZipFile(text.source) as original, Package(path, "w") as package:
        document = PackageDocument(original, text.source)
        folder = _choose_folder(document.folder, original.namelist())
        left_out = document.remove_overlays()
        clips = {it.segment: it for track in tracks for it in list_clips(track, folder)}
        style = f"{folder}/overlay.css"
        names = {mend_characters(name): name for name in document.list_pages()}
        make = partial(_make_page, original, text, clips, style)
        pages = _make_pages(text, names, make)
        heard = [name for name in clips if _is_of_a_page(text, name, names)]
        _tell_left_out(heard, pages, text, binding.warn)
        overlays = [
            Overlay(page.name, f"{folder}/{number:04}.smil", _sum_seconds(page))
            for number, page in enumerate(pages.values(), 1)
        ]
        played = dict.fromkeys(clip.audio for page in pages.values() for clip in page.clips)
        files = [Addition(style, "text/css"), *(Addition(it, "audio/mp4") for it in played)]
        document.add(overlays if pages else [], files if pages else [], tags.narrator)
        _copy(original, package, document, pages, left_out)
        if pages:
            package.add(style, _STYLE)
        for overlay in overlays:
            package.add(overlay.name, make_smil(pages[overlay.page], overlay.name))
        for track in tracks:
            if (name := _name_audio(folder, track)) in played:
                package.add_chapter(name, track.chapter, tags=tags, store=binding.store)
        package.sign(tags.build)
    check_package(path, tags.title)
    check_overlays(path, tags.title)


def _make_pages(
    text: BookText, names: Mapping[str, str], make: Callable[[str], Page | None]
) -> dict[str, Page]:
    """Make all pages in which something is heard, in the order in which it is."""
    wanted = dict.fromkeys(it.place.file for it in text.segments.values())
    made = (make(names[file]) for file in wanted if file in names)
    return {page.name: page for page in made if page}


def _make_page(
    original: zipfile.ZipFile, text: BookText, clips: Mapping[str, Clip], style: str, name: str
) -> Page | None:
    href = quote(posixpath.relpath(style, posixpath.dirname(name)))
    return make_page(name, original.read(name), text, clips, href)


def _copy(
    original: zipfile.ZipFile,
    package: Package,
    document: PackageDocument,
    pages: Mapping[str, Page],
    left_out: set[str],
) -> None:
    """Copy the original, its type first, with what is changed in its place."""
    package.add("mimetype", "application/epub+zip", packed=False)
    for name in list_names(original):
        if name == document.name:
            package.add(name, document.to_bytes())
        elif name in pages:
            package.add(name, pages[name].data)
        elif name not in left_out | {"mimetype"}:
            with original.open(name) as source, package.opening(name) as target:
                shutil.copyfileobj(source, target, 1 << 20)


def _is_of_a_page(text: BookText, segment: str, names: Mapping[str, str]) -> bool:
    """Tell what stands in a page from what is only said, as credits are."""
    return segment in text.segments and text.segments[segment].place.file in names


def _tell_left_out(
    heard: Sequence[str],
    pages: Mapping[str, Page],
    text: BookText,
    warn: Callable[[str], None],
) -> None:
    """Name the segments that are heard and have no place in a page."""
    there = {clip.segment for page in pages.values() for clip in page.clips}
    missing = [name for name in heard if name not in there]
    if not missing:
        return
    told = ", ".join(
        f"{name} ({cut_text(text.segments[name].text, 40)!r})" for name in missing[:_TOLD]
    )
    more = f" and {len(missing) - _TOLD} more" if len(missing) > _TOLD else ""
    warn(f"Of the EPUB's overlays these are left out, their words not found: {told}{more}.")


def _list_text(text: BookText, name: str) -> tuple[list[Segment], list[Skipped]]:
    file = mend_characters(name)
    spoken = [it for it in text.segments.values() if it.place.file == file]
    return spoken, [it for it in text.skipped if it.place.file == file]


def _decode(data: bytes) -> tuple[str, str] | None:
    """Decode a page so that it can be encoded again as it was; None where it cannot."""
    declared = _DECLARED.match(data)
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    if data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return None
    try:
        source = data.decode(encoding)
        return (source, encoding) if source.encode(encoding) == data else None
    except (LookupError, UnicodeError):
        return None


def _link_style(source: str, style: str) -> str:
    """Link the style sheet at the end of the page's head; empty where there is no head."""
    found = _HEAD_END.search(source)
    if not found:
        return ""
    link = f'<link rel="stylesheet" type="text/css" href="{style}"/>'
    return f"{source[: found.start()]}{link}{source[found.start() :]}"


def _is_broken(source: str, before: str) -> bool:
    """Tell whether a page was well-formed before, and is no more."""
    return _is_well_formed(before) and not _is_well_formed(source)


def _is_well_formed(source: str) -> bool:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        etree.fromstring(source.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


def _choose_folder(folder: str, names: Sequence[str]) -> str:
    """Choose a folder of the archive that nothing lies in yet."""
    for number in range(1, len(names) + 2):
        name = posixpath.join(folder, "narrator" if number == 1 else f"narrator-{number}")
        if not any(it.startswith(f"{name}/") for it in names):
            return name
    raise AssertionError("more folders than files")


def _sum_seconds(page: Page) -> float:
    return sum(clip.end - clip.begin for clip in page.clips) / 1000


def _name_audio(folder: str, track: Track) -> str:
    return f"{folder}/audio/{track.number:04}.m4a"


def _write_clock(milliseconds: int) -> str:
    """Write a clock value of SMIL 3."""
    return f"{milliseconds // 1000}.{milliseconds % 1000:03}s"
