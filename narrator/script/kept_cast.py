"""The voices that a book's speakers were given, kept so that an edit gives nobody a new one.

Casting alone would be the same on every run of the same book. But a new speaker on page one may
take the voice that somebody else had, and then a chapter is spoken anew for one line.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from narrator.cache.key import name_by_content

if TYPE_CHECKING:
    from collections.abc import Mapping

    from narrator.cache.store import FolderStore
    from narrator.manuscript.model import Metadata


def recall_cast(store: FolderStore, metadata: Metadata, engine: str) -> dict[str, str]:
    """Return speaker → voice id as it was kept for the book and the engine; {} where nothing was.

    What cannot be read counts as nothing.
    """
    try:
        kept = json.loads(store.read(_name(metadata, engine)))
        return {str(speaker): str(voice) for speaker, voice in kept.items()}
    except (KeyError, ValueError, AttributeError):
        return {}


def keep_cast(
    store: FolderStore, metadata: Metadata, engine: str, voices: Mapping[str, str]
) -> None:
    """Keep the voices that Narrator chose, beside those of speakers who are not there just now."""
    before = recall_cast(store, metadata, engine)
    after = {**before, **voices}
    if after != before:
        store.put(_name(metadata, engine), json.dumps(after, ensure_ascii=False).encode())


def _name(metadata: Metadata, engine: str) -> str:
    """Name the book by what an edit leaves as it is: not by its text, not by its file's place."""
    book = [metadata.title, *metadata.authors]
    return f"casts/{name_by_content({'book': book, 'engine': engine})}.json"
