"""A file of the book as it is planned: where it goes, and whether it is there already."""

from __future__ import annotations

import hashlib
import math
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from narrator.book.cover import RULES as COVER_RULES
from narrator.book.model import BookFile
from narrator.book.names import make_file_name
from narrator.book.parts import split_parts
from narrator.cache.key import Json, name_by_content
from narrator.cache.store import replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from narrator.book.model import EncodedChapter
    from narrator.book.parts import Part
    from narrator.book.tags import BookTags
    from narrator.cache.store import FolderStore
    from narrator.manuscript.model import Cover, Metadata, Skipped
    from narrator.script.model import Segment

RULES = 2
"""Part of every build's name: changes when the same chapters would be bound or tagged otherwise."""


@dataclass(frozen=True, slots=True)
class BookText:
    """The words that are heard, by their segments' names, and the manuscript that they are from.

    ``skipped`` is what stands in the manuscript and is not heard.
    """

    source: Path
    segments: Mapping[str, Segment]
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class BookDetails:
    """What the files of a book say of it.

    ``narrator`` is the name to print; ``chapters`` is how many the whole book has, 0 where those
    that are bound are all; no file of the whole book plays longer than ``part_hours``, 0 for any
    length; captions and overlays need ``text``.
    """

    metadata: Metadata
    narrator: str
    cover: Cover | None = None
    chapters: int = 0
    part_hours: float = 0.0
    text: BookText | None = None

    @property
    def cover_name(self) -> str:
        """The name of the cover as it is prepared; empty without one."""
        if not self.cover:
            return ""
        data = hashlib.sha256(self.cover.data).hexdigest()
        return name_by_content({"rules": COVER_RULES, "data": data})

    def name_build(self, chapters: Json) -> str:
        """Name everything that makes a file what it is. A file carries its name as a tag."""
        return name_by_content(
            {
                "rules": RULES,
                "chapters": chapters,
                "metadata": asdict(self.metadata),
                "narrator": self.narrator,
                "cover": self.cover_name,
            }
        )


@dataclass(frozen=True, slots=True)
class Binding:
    """What a writer works from: chapters by number, and the store where their sound lies.

    The book's files go to ``folder``. ``warn`` hears what is left out of a file, and why.
    """

    chapters: Mapping[int, EncodedChapter]
    details: BookDetails
    folder: Path
    store: FolderStore
    warn: Callable[[str], None] = lambda _: None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts in which files of the whole book are made: mostly one."""
        return self.split()

    def split(self, most: float = math.inf) -> tuple[Part, ...]:
        """Give the parts of a kind of file that can have no more than so many chapters."""
        return split_parts(self.chapters.values(), self.details.part_hours, most=most)

    def name_file(self, part: Part, suffix: str) -> Path:
        """Name the file of a part."""
        title = part.entitle(self.details.metadata.title)
        return self.folder / f"{make_file_name(title)}.{suffix}"


@dataclass(frozen=True, slots=True)
class FilePlan:
    """A file to be: ``write`` makes it and reads it back; ``is_current`` where that was done."""

    path: Path
    kind: str
    seconds: float
    build: str
    is_current: bool
    write: Callable[[Path, BookTags], None]


def carry_out(plan: FilePlan, tags: BookTags, confirm: Callable[[], None]) -> BookFile:
    """Write the file, unless it is current; it takes its place when it was found right.

    ``confirm`` is asked last, and may raise what speaks against it.
    """
    if not plan.is_current:
        with replacing(plan.path) as partial:
            plan.write(partial, replace(tags, build=plan.build))
            confirm()
    size = plan.path.stat().st_size
    return BookFile(plan.path, plan.kind, plan.seconds, size, made=not plan.is_current)


def plan_text(path: Path, kind: str, seconds: float, text: str) -> FilePlan:
    """Plan a file of nothing but text, which is current where it says just that."""
    data = text.encode()

    def write(partial: Path, _: BookTags) -> None:
        partial.write_bytes(data)

    is_current = path.is_file() and path.read_bytes() == data
    return FilePlan(path, kind, seconds, "", is_current, write)
