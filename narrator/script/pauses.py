"""How long the silence is between two segments, by what stands between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
