"""Binding: encoded chapters become the files that a listener plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrator.book.chapters import SUFFIXES
from narrator.book.cover import prepare_cover, tell_media_type
from narrator.book.files import BookDetails, FilePlan, carry_out
from narrator.book.m4b import plan_m4b
from narrator.book.mp3 import list_tracks, plan_mp3, remove_replaced
from narrator.book.tags import BookTags
from narrator.manuscript.model import Cover

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from narrator.book.model import BookFile, EncodedChapter
    from narrator.cache.store import FolderStore

FORMATS = tuple(SUFFIXES)
"""What a book can be bound as."""


def bind(
    chapters: Mapping[int, EncodedChapter],
    *,
    details: BookDetails,
    folder: Path,
    store: FolderStore,
    formats: Collection[str] = FORMATS,
    on_warning: Callable[[str], None] = lambda _: None,
    confirm: Callable[[], None] = lambda: None,
) -> tuple[BookFile, ...]:
    """Make the book's files in ``folder`` of its chapters, by number; at least one.

    As ``m4b`` they become one file, named for the title, as ``mp3`` one file each. A finished file
    that would come out the same is left alone. ``on_warning`` hears of a cover that cannot be
    shown; ``confirm`` is called before a file takes its place, and may raise.

    Raises DeliveryError where a file, read back, is not right; MachineError where the disk refuses,
    or where an encoded chapter is damaged and must be made again.
    """
    chapters = dict(sorted(chapters.items()))
    plans = _plan_files(chapters, details=details, folder=folder, store=store, formats=formats)
    picture = None
    if not all(plan.is_current for plan in plans):
        picture = _find_picture(details, store, on_warning)
    tags = BookTags(details.metadata, details.narrator, picture)
    files = tuple(carry_out(plan, tags, confirm) for plan in plans)
    mp3s = [file.path for file in files if file.kind == "mp3"]
    remove_replaced(mp3s, total=details.chapters or len(chapters))
    return files


def _plan_files(
    chapters: Mapping[int, EncodedChapter],
    *,
    details: BookDetails,
    folder: Path,
    store: FolderStore,
    formats: Collection[str],
) -> list[FilePlan]:
    plans = []
    if "m4b" in formats:
        in_order = tuple(chapters.values())
        plans.append(plan_m4b(in_order, folder=folder, details=details, store=store))
    if "mp3" in formats:
        tracks = list_tracks(chapters, details.chapters or len(chapters))
        plans += [plan_mp3(it, folder=folder, details=details, store=store) for it in tracks]
    return plans


def _find_picture(
    details: BookDetails, store: FolderStore, on_warning: Callable[[str], None]
) -> Cover | None:
    """Find the prepared cover in the store, or prepare it: drawing one takes a second."""
    if not details.cover:
        return None
    name = f"covers/{details.cover_name}.picture"
    if store.has(name):
        data = store.read(name)
        return Cover(tell_media_type(data), data)
    prepared = prepare_cover(details.cover)
    if prepared.picture:
        store.put(name, prepared.picture.data)
    else:
        on_warning(prepared.warning)
    return prepared.picture
