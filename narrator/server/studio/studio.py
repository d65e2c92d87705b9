"""The studio: the shelf, the books that are open, who can speak, and what is being built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.server.studio.book import Library
from narrator.server.studio.builds import Builds
from narrator.server.studio.engines import Engines
from narrator.server.studio.shelf import Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from narrator.server.synthesis import Synthesis
    from narrator.settings import Settings


@dataclass(frozen=True, slots=True)
class Studio:
    """What the page's endpoints work with."""

    shelf: Shelf
    books: Library
    engines: Engines
    builds: Builds

    def close(self) -> None:
        """Stop what is being built, and let the workers go."""
        self.builds.close()
        self.engines.close()


def open_studio(settings: Settings, books: Path | None, home: Synthesis) -> Studio:
    """Open the studio over a folder of manuscripts, by default the one in the user's data."""
    library = Library(settings)
    shelf = Shelf(books or settings.data / "books")
    return Studio(shelf, library, Engines(settings, home), Builds(library))
