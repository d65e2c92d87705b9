"""Binding: encoded chapters become the files that a listener plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrator.book.chapter_files import remove_replaced
from narrator.book.cover import prepare_cover_apart, tell_media_type
from narrator.book.files import Binding, BookDetails, FilePlan, carry_out
from narrator.book.tags import BookTags
from narrator.book.writers import BY_CHAPTER, WRITERS
from narrator.manuscript.model import Cover

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from narrator.book.model import BookFile, EncodedChapter
    from narrator.cache.store import FolderStore

FORMATS = tuple(WRITERS)
"""What a book can be bound as."""


def bind(
    chapters: Mapping[int, EncodedChapter],
    *,
    details: BookDetails,
    folder: Path,
    store: FolderStore,
    formats: Collection[str] = ("m4b", "mp3"),
    on_warning: Callable[[str], None] = lambda _: None,
    confirm: Callable[[], None] = lambda: None,
) -> tuple[BookFile, ...]:
    """Make the book's files in ``folder`` of its chapters, by number; at least one.

    ``formats`` are names of :data:`narrator.book.writers.WRITERS`. A finished file that would come
    out the same is left alone. ``on_warning`` hears of a cover that cannot be shown, and of what a
    format cannot hold; ``confirm`` is called before a file takes its place, and may raise.

    Raises DeliveryError where a file, read back, is not right; MachineError where the disk refuses,
    or where an encoded chapter is damaged and must be made again.
    """
    binding = Binding(dict(sorted(chapters.items())), details, folder, store, on_warning)
    plans = _plan_files(binding, formats)
    picture = None
    if not all(plan.is_current for plan in plans):
        picture = _find_picture(details, store, on_warning)
    tags = BookTags(details.metadata, details.narrator, picture)
    files = tuple(carry_out(plan, tags, confirm) for plan in plans)
    for name in {path.suffix[1:] for path in (file.path for file in files)} & BY_CHAPTER:
        made = [file.path for file in files if file.path.suffix == f".{name}"]
        remove_replaced(made, total=details.chapters or len(chapters))
    return files


def _plan_files(binding: Binding, formats: Collection[str]) -> list[FilePlan]:
    """Plan the files of all formats, each once: one format may bring another's files with it."""
    plans = [plan for name in WRITERS if name in formats for plan in WRITERS[name](binding)]
    return list({plan.path: plan for plan in plans}.values())


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
    prepared = prepare_cover_apart(details.cover)
    if prepared.picture:
        store.put(name, prepared.picture.data)
    else:
        on_warning(prepared.warning)
    return prepared.picture
