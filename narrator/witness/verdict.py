"""The verdict on a book, kept where it passed: what has not changed need not be proven again."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from narrator.cache.key import name_by_content
from narrator.errors import ManuscriptError
from narrator.memory import give_back
from narrator.witness.account import Fault, FaultKind, find_faults
from narrator.witness.reading import hash_source, read_source
from narrator.witness.stream import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from narrator.cache.key import Json
    from narrator.cache.store import FolderStore
    from narrator.script.model import Script

SHELF = "checks"

PHRASES: dict[FaultKind, str] = {
    "unknown": "neither spoken nor skipped",
    "out-of-order": "spoken out of order",
    "twice": "spoken more often than printed",
    "added": "spoken but not printed",
    "joined": "run together",
    "divided": "cut in two",
}
"""What each kind of fault means, to go after "words are"."""


def prove(path: Path, script: Script, store: FolderStore) -> None:
    """Return if every word of a manuscript is spoken once and in order, or skipped under a rule.

    Raises ManuscriptError if not. A verdict that passed is kept under the content of source and
    script, and is not looked for again.
    """
    content: Json = {"rules": RULES, "source": hash_source(path), "script": _hash_script(script)}
    name = f"{SHELF}/{name_by_content(content)}.json"
    if store.has(name):
        return
    faults = find_faults(read_source(path, script), script)
    if faults:
        raise ManuscriptError(
            f"{path} is not built, because {tell_faults(faults)}. Type: narrator check {path} to "
            "see them all, or add --unchecked to build it as it is."
        )
    give_back()
    store.put(name, json.dumps({"source": path.name}).encode())


def tell_faults(faults: Iterable[Fault]) -> str:
    """Say in a few words what is wrong: ``3 words are spoken out of order, the first …``."""
    first: dict[FaultKind, Fault] = {}
    counts: dict[FaultKind, int] = {}
    for fault in faults:
        first.setdefault(fault.kind, fault)
        counts[fault.kind] = counts.get(fault.kind, 0) + fault.count
    return "; ".join(
        f"{_count(counts[kind])} {PHRASES[kind]}, the first “{_short(fault.words)}” "
        f"({fault.file}, line {fault.line})"
        for kind, fault in first.items()
    )


def _count(number: int) -> str:
    return "1 word is" if number == 1 else f"{number:,} words are"


def _short(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:40].rstrip()}…"


def _hash_script(script: Script) -> str:
    """Give the SHA-256, in hex, of all that the proof looks at."""
    total = hashlib.sha256()
    for line in _lines(script):
        total.update(line.encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def _lines(script: Script) -> Iterator[str]:
    for chapter in script.chapters:
        yield f"{chapter.id}\n"
        for each in chapter.segments:
            place = each.place
            said = any(map(str.isalnum, each.spoken))
            yield (
                f"{each.kind} {said} {place.file} {place.paragraph} {place.start} {place.end} "
                f"{each.text}\n"
            )
    for skipped in script.skipped:
        place = skipped.place
        yield (
            f"{skipped.rule} {place.file} {place.paragraph} {place.start} {place.end} "
            f"{skipped.text}\n"
        )
