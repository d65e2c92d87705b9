"""How long the silence is between two segments, by what stands between them.

::

    [pauses]
    scene = 2500        # milliseconds, in the book's own file
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from narrator.errors import ManuscriptError
from narrator.manuscript.toml_file import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from narrator.script.model import Boundary


@dataclass(frozen=True, slots=True)
class Pauses:
    """The silence after a segment in milliseconds, for clips without silence at their edges."""

    sentence: int = 350
    turn: int = 250
    line: int = 300
    paragraph: int = 600
    scene: int = 1600
    heading: int = 900
    chapter: int = 2000

    def after(self, boundary: Boundary) -> int:
        """Return the milliseconds of silence that ``boundary`` asks for."""
        milliseconds: int = getattr(self, boundary)
        return milliseconds


DEFAULT_PAUSES = Pauses()

LONGEST_MS = 60_000
"""The longest silence that may be asked for."""


def read_pauses(path: Path) -> Pauses:
    """Read the pauses of a book's own file; the usual ones where it says nothing.

    Raises ManuscriptError where it names no boundary, or no length.
    """
    said = read_table(path, "pauses")
    known = asdict(DEFAULT_PAUSES)
    for name, value in said.items():
        if name not in known:
            raise ManuscriptError(
                f"{path}: nothing pauses at {name!r}; in [pauses] are {', '.join(known)}."
            )
        if type(value) is not int or not 0 <= value <= LONGEST_MS:
            raise ManuscriptError(
                f"{path}: the pause {name} is {value!r}; write milliseconds, 0 to {LONGEST_MS}."
            )
    return Pauses(**{**known, **said})
