"""The writers: one for each format that a book can be bound as, chosen by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrator.book.audiobookshelf import plan_audiobookshelf
from narrator.book.captions import plan_srt, plan_vtt
from narrator.book.lpf import plan_lpf
from narrator.book.m4b import plan_m4b
from narrator.book.masters import plan_flac, plan_wav
from narrator.book.mp3 import plan_mp3
from narrator.book.overlay import plan_epub
from narrator.book.playlist import plan_m3u
from narrator.book.whole import plan_mp3_book, plan_opus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from narrator.book.files import Binding, FilePlan

WRITERS: dict[str, Callable[[Binding], Iterable[FilePlan]]] = {
    "m4b": plan_m4b,
    "mp3": plan_mp3,
    "mp3-book": plan_mp3_book,
    "opus": plan_opus,
    "flac": plan_flac,
    "wav": plan_wav,
    "vtt": plan_vtt,
    "srt": plan_srt,
    "epub": plan_epub,
    "lpf": plan_lpf,
    "m3u": plan_m3u,
    "audiobookshelf": plan_audiobookshelf,
}
"""By the name of the format, what plans its files; in the order in which they are made."""
BY_CHAPTER = frozenset(("mp3", "flac", "wav"))
"""Those that have a file a chapter: a part of a book has them under the whole book's names."""
WITH_WORDS = frozenset(("vtt", "srt", "epub"))
"""Those that have the words that are heard in them."""
PARTABLE = frozenset(("m4b", "mp3-book", "opus", "vtt", "srt", "epub", "lpf"))
"""Those that a part of a book can become, under a name of its own."""
