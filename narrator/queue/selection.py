"""Which lines of a book are to be made: some chapters, some segments, somebody's, what failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from narrator.queue.plan import Line, PlannedChapter
    from narrator.script.model import Script


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for; None asks for all. A line is chosen if it is asked for in every way.

    ``chapters`` are numbers of spoken chapters, ``segments`` names such as ``3:14``, ``speakers``
    names, ``clips`` keys, of which a line needs at least one, ``entries`` words of the lexicon, of
    which at least one counts in a line.
    """

    chapters: frozenset[int] | None = None
    segments: frozenset[str] | None = None
    speakers: frozenset[str] | None = None
    clips: frozenset[str] | None = None
    entries: frozenset[str] | None = None

    def choose(self, chapter: PlannedChapter, gauges: Mapping[str, str]) -> tuple[Line, ...]:
        """Give the lines of a chapter that are chosen, in order.

        ``gauges`` are the clips that tell how loud a voice is, by voice: its lines need them too.
        """
        if self == EVERYTHING:
            return chapter.lines
        if self.chapters is not None and chapter.number not in self.chapters:
            return ()
        return tuple(line for line in chapter.lines if self._holds(line, gauges))

    def _holds(self, line: Line, gauges: Mapping[str, str]) -> bool:
        segment = line.segment
        return (
            (self.segments is None or segment.id in self.segments)
            and (self.speakers is None or segment.speaker in self.speakers)
            and (
                self.entries is None
                or not self.entries.isdisjoint(it.words.casefold() for it in line.entries)
            )
            and (
                self.clips is None
                or not self.clips.isdisjoint(line.keys)
                or gauges.get(line.voice) in self.clips
            )
        )


EVERYTHING = Selection()


def check_selection(selection: Selection, script: Script) -> None:
    """Raise UsageError where a selection names what the script does not have."""
    if selection == EVERYTHING:
        return
    numbers = [chapter.number for chapter in script.chapters]
    count = sum(not chapter.added for chapter in script.chapters)
    for number in sorted((selection.chapters or frozenset()).difference(numbers)):
        raise UsageError(
            f"There is no chapter {number}: this book has {count}. narrator plan lists them."
        )
    known = {segment.id for chapter in script.chapters for segment in chapter.segments}
    for name in _list_unknown(selection.segments, known):
        raise UsageError(
            f"There is no segment {name} in this book. narrator plan --list shows all."
        )
    entries = {entry.words.casefold() for entry in script.lexicon.entries}
    for words in _list_unknown(selection.entries, entries):
        raise UsageError(
            f"The lexicon has no entry for {words!r}. narrator check lists its entries."
        )
    speakers = {speaker.name for speaker in script.speakers}
    for name in _list_unknown(selection.speakers, speakers):
        raise UsageError(
            f"Nobody called {name!r} speaks in this book. narrator plan lists who does."
        )


def _list_unknown(names: Iterable[str] | None, known: set[str]) -> list[str]:
    return sorted(set(names or ()) - known)
