"""Reading: a manuscript file becomes a Manuscript, a list of chapters of plain blocks of text."""

from narrator.manuscript.model import (
    Block,
    BlockKind,
    Chapter,
    ChapterKind,
    Cover,
    Manuscript,
    Mark,
    MarkKind,
    Metadata,
    Passage,
    Place,
    Pronunciation,
    Skipped,
)
from narrator.manuscript.readers import read
from narrator.manuscript.reading import Reading, read_reading

__all__ = [
    "Block",
    "BlockKind",
    "Chapter",
    "ChapterKind",
    "Cover",
    "Manuscript",
    "Mark",
    "MarkKind",
    "Metadata",
    "Passage",
    "Place",
    "Pronunciation",
    "Reading",
    "Skipped",
    "read",
    "read_reading",
]
