"""The spoken form of a book's chapters, kept so that a run says anew only what was edited."""

from __future__ import annotations

import functools
import hashlib
import json
from importlib import metadata, resources
from typing import TYPE_CHECKING, NamedTuple

from narrator.cache.key import name_by_content
from narrator.packed import Packed, pack
from narrator.script.spoken import speak_marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrator.cache.store import FolderStore
    from narrator.manuscript.model import Mark, Metadata
    from narrator.script.model import SegmentKind


class Printed(NamedTuple):
    """The text of a segment, and the marks in it: of other words to say, and of other languages."""

    text: str
    kind: SegmentKind
    says: tuple[Mark, ...] = ()
    foreign: tuple[Mark, ...] = ()


class SpokenBook:
    """Says the chapters of a book, those that it said before from memory.

    A chapter is known by its text, its language and the rules; what cannot be read counts as
    nothing. Nothing is written before :meth:`keep`.
    """

    def __init__(self, book: Metadata, store: FolderStore | None = None) -> None:
        self.language = book.language
        self._store = store
        self._name = f"spoken/{name_by_content({'book': [book.title, *book.authors]})}.json"
        self._before = _recall(store, self._name) if store else {}
        self._now: dict[str, Packed[dict[str, str]]] = {}

    def speak(self, chapter: Sequence[Printed]) -> list[str]:
        """Return how the segments of a chapter are said."""
        key = _name_chapter(chapter, self.language)
        packed = self._before.get(key)
        if packed is None:
            spoken = [self._say(printed) for printed in chapter]
            pairs = enumerate(zip(chapter, spoken, strict=True))
            packed = pack([{str(n): said for n, (it, said) in pairs if said != it.text}])
        self._now[key] = packed
        (said,) = packed
        return [said.get(str(n), printed.text) for n, printed in enumerate(chapter)]

    def keep(self) -> None:
        """Keep what was said, if there is anything new in it; chapters that are gone go."""
        if not self._store:
            return
        if self._now == self._before:
            self._store.note_use(self._name)
        else:
            said = {key: packed[0] for key, packed in self._now.items()}
            self._store.put(self._name, json.dumps(said, ensure_ascii=False).encode())

    def _say(self, printed: Printed) -> str:
        return speak_marked(
            printed.text, printed.kind, printed.says, self.language, printed.foreign
        )


def _recall(store: FolderStore, name: str) -> dict[str, Packed[dict[str, str]]]:
    try:
        kept = json.loads(store.read(name))
        return {
            str(key): pack([{str(n): str(it) for n, it in said.items()}])
            for key, said in kept.items()
        }
    except (KeyError, ValueError, AttributeError):
        return {}


def _name_chapter(chapter: Sequence[Printed], language: str) -> str:
    says = [
        [(it.kind, it.start, it.end, it.value) for it in (*printed.says, *printed.foreign)]
        for printed in chapter
    ]
    texts = [(printed.text, printed.kind) for printed in chapter]
    told = json.dumps([_name_rules(), language, texts, says], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


@functools.cache
def _name_rules() -> str:
    """Name the rules by the code that they are, so that nobody has to count their versions."""
    folder = resources.files("narrator.script")
    files = [*(folder / "normal").iterdir(), folder / "spoken.py"]
    code = [file.read_bytes() for file in sorted(files, key=lambda it: it.name) if file.is_file()]
    return hashlib.sha256(b"".join([*code, metadata.version("num2words").encode()])).hexdigest()
