"""The spoken form of a book's chapters, kept so that a run says anew only what was edited."""

from __future__ import annotations

import functools
import hashlib
import io
import json
from importlib import metadata, resources
from typing import TYPE_CHECKING, NamedTuple

from narrator.cache.key import name_by_content
from narrator.packed import Packed, pack
from narrator.script.spoken import speak_marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
        self._name = f"spoken/{name_by_content({'book': [book.title, *book.authors]})}.jsonl"
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
            with self._store.writing(self._name) as path, path.open("wb") as file:
                file.writelines(_write_lines(self._now))

    def _say(self, printed: Printed) -> str:
        return speak_marked(
            printed.text, printed.kind, printed.says, self.language, printed.foreign
        )


def _recall(store: FolderStore, name: str) -> dict[str, Packed[dict[str, str]]]:
    """Read what was kept, a line for each chapter."""
    try:
        return dict(map(_read_line, io.BytesIO(store.read(name))))
    except (LookupError, TypeError, ValueError, AttributeError):
        return {}


def _write_lines(said: Mapping[str, Packed[dict[str, str]]]) -> Iterator[bytes]:
    for key, (chapter,) in said.items():
        line = json.dumps({"chapter": key, "said": chapter}, ensure_ascii=False)
        yield f"{line}\n".encode()


def _read_line(line: bytes) -> tuple[str, Packed[dict[str, str]]]:
    kept = json.loads(line)
    return str(kept["chapter"]), pack([{str(n): str(it) for n, it in kept["said"].items()}])


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
