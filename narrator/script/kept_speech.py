"""Who says what in a book, kept, so that a warm run need not find it out again.

And so that an edit changes it only where the text changed: a paragraph that is as it was keeps its
speakers, and they keep their names, until somebody asks for a new cast or changes the cast file.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, replace
from difflib import SequenceMatcher
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from narrator.cache.key import name_by_content
from narrator.errors import MachineError
from narrator.script.by_place import ByPlace, group_by_place
from narrator.script.speech import Character, Said, Speech, find_speech, list_paragraphs
from narrator.script.who.model import Member

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from narrator.cache.store import FolderStore
    from narrator.manuscript.model import Manuscript, Metadata
    from narrator.script.dialogue import Quote
    from narrator.script.who.model import Paragraph

    Labels = list[list[Any]]
    Paragraphs = ByPlace[Paragraph]

FORMAT = 2


def find_or_recall(
    store: FolderStore, manuscript: Manuscript, roster: Sequence[Member] = (), *, anew: bool = False
) -> Speech:
    """Return who says what: as it was kept where the text is the same, else found, and keep it.

    ``anew`` forgets what was kept. A store that is not there yet, or cannot be written to, keeps
    nothing: looking at a book leaves no trace on a machine where none was ever built.
    """
    if manuscript.tagged:
        return find_speech(manuscript, roster)
    paragraphs = list_paragraphs(manuscript)
    kept = {} if anew else _recall(store, manuscript.metadata, roster)
    prints = [_print(it) for it in paragraphs.values()]
    if kept.get("prints") == prints:
        return _read_speech(kept, paragraphs)
    if kept:
        speech = _find_changed(manuscript, roster, kept, paragraphs, prints)
    else:
        speech = find_speech(manuscript, roster)
    if store.root.exists():
        with suppress(MachineError):
            _keep(store, manuscript.metadata, roster, speech, paragraphs, prints)
    return speech


def _print(paragraph: Paragraph) -> str:
    """Return what tells a paragraph from others: of its text and of where its quotes are."""
    text = f"{paragraph.text}\n{[(it.start, it.end) for it in paragraph.quotes]}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _recall(store: FolderStore, metadata: Metadata, roster: Sequence[Member]) -> dict[str, Any]:
    """Return what was kept of the book with this cast; {} where nothing was, or it is damaged."""
    try:
        kept = json.loads(store.read(_name(metadata)))
        same = kept["format"] == FORMAT and kept["cast"] == _name_cast(roster)
        return dict(kept) if same and len(kept["prints"]) == len(kept["labels"]) else {}
    except (KeyError, ValueError, TypeError):
        return {}


def _keep(
    store: FolderStore,
    metadata: Metadata,
    roster: Sequence[Member],
    speech: Speech,
    paragraphs: Paragraphs,
    prints: Sequence[str],
) -> None:
    labels = [
        [
            [it.speaker, it.kind, it.by, it.confidence, it.direction]
            for it in speech.said.get(at, ())
        ]
        for at in paragraphs
    ]
    kept = {
        "format": FORMAT,
        "cast": _name_cast(roster),
        "prints": prints,
        "labels": labels,
        "characters": [asdict(it) for it in speech.characters],
    }
    store.put(_name(metadata), json.dumps(kept, ensure_ascii=False).encode())


def _name(metadata: Metadata) -> str:
    book = [metadata.title, *metadata.authors]
    return f"speech/{name_by_content({'book': book})}.json"


def _name_cast(roster: Sequence[Member]) -> str:
    return name_by_content({"cast": [asdict(member) for member in roster]})


def _read_speech(kept: Mapping[str, Any], paragraphs: Paragraphs) -> Speech:
    said = (
        (at, _read_labels(paragraph.quotes, labels))
        for (at, paragraph), labels in zip(paragraphs.items(), kept["labels"], strict=True)
    )
    return Speech(group_by_place(said, len(paragraphs.chapters)), _read_characters(kept))


def _read_labels(quotes: Sequence[Quote], labels: Labels) -> tuple[Said, ...]:
    return tuple(Said(quote, *label) for quote, label in zip(quotes, labels, strict=True))


def _read_characters(kept: Mapping[str, Any]) -> tuple[Character, ...]:
    return tuple(
        Character(it["name"], tuple(it["aliases"]), it["gender"], it["age"])
        for it in kept["characters"]
    )


def _find_changed(
    manuscript: Manuscript,
    roster: Sequence[Member],
    kept: Mapping[str, Any],
    paragraphs: Paragraphs,
    prints: Sequence[str],
) -> Speech:
    """Return what is kept of every paragraph that did not change, and find that of the others."""
    places = list(paragraphs)
    aligned = SequenceMatcher(a=kept["prints"], b=prints, autojunk=False).get_matching_blocks()
    same = {
        places[new + step]: _read_labels(
            paragraphs[places[new + step]].quotes, kept["labels"][old + step]
        )
        for old, new, size in aligned
        for step in range(size)
    }
    changed = {at for at in places if at not in same and paragraphs[at].quotes}
    found = _find_in(manuscript, {chapter for chapter, _ in changed}, roster, kept)
    before = _read_characters(kept)
    names = _match_names(before, found.characters)
    said = {
        at: tuple(replace(it, speaker=names.get(it.speaker, it.speaker)) for it in quotes)
        for at, quotes in found.said.items()
        if at in changed
    }
    known = {it.name for it in before}
    added = [it for it in found.characters if names.get(it.name, it.name) not in known]
    all_said = ((at, same.get(at) or said.get(at, ())) for at in places)
    return Speech(group_by_place(all_said, len(paragraphs.chapters)), (*before, *added))


def _find_in(
    manuscript: Manuscript, chapters: set[int], roster: Sequence[Member], kept: Mapping[str, Any]
) -> Speech:
    """Find the speech of some chapters, whose people are mostly those of the book as it was.

    Who tells a book as "I" only the whole of it says.
    """
    if not chapters:
        return Speech({})
    if any(by == "first-person" for labels in kept["labels"] for _, _, by, *_ in labels):
        return find_speech(manuscript, roster)
    people = [Member(it.name, it.aliases, it.gender, it.age) for it in _read_characters(kept)]
    alone = tuple(
        it if number in chapters else replace(it, blocks=())
        for number, it in enumerate(manuscript.chapters)
    )
    return find_speech(replace(manuscript, chapters=alone), people)


def _match_names(before: Sequence[Character], now: Sequence[Character]) -> dict[str, str]:
    """Map the names of people to those that they had, where a name or an alias is the same."""
    had: dict[str, str] = {}
    for it in before:
        had |= dict.fromkeys((it.name, *it.aliases), it.name)
    had |= {it.name: it.name for it in before}
    matched = {}
    for it in now:
        old = next((had[name] for name in (it.name, *it.aliases) if name in had), None)
        if old:
            matched[it.name] = old
    return matched
