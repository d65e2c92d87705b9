"""What is said of a book besides its manuscript: it wins over what the manuscript itself says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from narrator.errors import ManuscriptError
from narrator.manuscript.frontmatter import FrontMatter, read_cover_file
from narrator.manuscript.toml_file import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from narrator.manuscript.model import Manuscript

NAMES = (
    "title", "author", "authors", "language", "narrator", "series", "identifier", "publisher",
    "date", "description", "cover",
)  # fmt: skip
"""What can be said; the same as in the front matter of Markdown."""
_LISTS = ("author", "authors")


def read_details(path: Path) -> dict[str, Any]:
    """Read the table ``[metadata]`` of a ``book.toml``, if there is one.

    Raises ManuscriptError where it names what cannot be said.
    """
    said = read_table(path, "metadata")
    check_details(said, str(path))
    return said


def check_details(said: Mapping[str, Any], where: str) -> None:
    """Raise ManuscriptError where something is said that has no name here, or is no text."""
    for name, value in said.items():
        if name not in NAMES:
            raise ManuscriptError(
                f"{where}: {name!r} is nothing that can be said of a book; "
                f"these are: {', '.join(NAMES)}."
            )
        texts = value if name in _LISTS and isinstance(value, list) else [value]
        if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
            wanted = "a name or a list of names" if name in _LISTS else "a text in quotes"
            raise ManuscriptError(f"{where}: {name} needs {wanted}, not {value!r}.")


def with_details(manuscript: Manuscript, said: Mapping[str, Any], path: Path) -> Manuscript:
    """Give the manuscript, which lies at ``path``, with what is said of it in place of its own."""
    if not said:
        return manuscript
    front = FrontMatter(dict(said))
    told = front.metadata(manuscript.metadata.title)
    names = {"authors" if name == "author" else name for name in said} - {"cover"}
    metadata = replace(manuscript.metadata, **{name: getattr(told, name) for name in names})
    name = front.text("cover")
    beside = path / "book.toml" if path.is_dir() else path
    cover = read_cover_file(name, beside) if name else manuscript.cover
    return replace(manuscript, metadata=metadata, cover=cover)
