"""Where the files are that belong to a book: beside its manuscript, under its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def find_beside(manuscript: Path, kind: str) -> Path:
    """Tell where a book's file of a kind (``cast``, ``edits``) is, or would be.

    ``story.md`` has ``story.cast.toml`` beside it; a folder that is a manuscript has ``cast.toml``
    in it.
    """
    if manuscript.is_dir():
        return manuscript / f"{kind}.toml"
    return manuscript.with_name(f"{manuscript.stem}.{kind}.toml")
