"""Weigh clues: who may speak each line, and one number for every clue that is for or against."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from narrator.script.who.lines import TALE
from narrator.script.who.people import fold, noun_gender
from narrator.script.who.tagging import gender_of_tag
from narrator.script.who.words import VAGUE_NOUNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from narrator.script.who.model import Line, People, Tag

MOST = 10
"""The most people who are weighed for one line."""
SETTLED = 0.35
"""How much oftener somebody must be about where a noun is said than elsewhere, to be it."""
SURELY = 1.5
"""How many times as often as anybody else."""
PAUSE = 5
"""What stands between a story and what is said after a pause in it: its teller is in mind."""
LATELY = 4
"""How many lines after a story its teller is still in mind, whoever is named."""
SCENE = 12
"""How many lines before and after one are looked at for who takes part."""

OWN = (
    "tag is", "tag is not", "tag fits", "tag misfits", "tag unknown", "I am", "I am not",
    "said by another than me", "noun is", "noun is exact", "noun is strange", "noun goes with",
    "noun and name",
    "noun unnamed", "tag fits beat", "addressed", "beat is", "beat is not", "beat fits",
    "beat misfits", "beat I", "lead is", "lead fits", "lead misfits", "lead introduces", "near",
    "called", "named", "called before", "called after", "called long before", "named before",
    "calls fit", "calls misfit", "addressed before", "unnamed", "asked and called",
    "tells", "I tell", "called within", "my name",
)  # fmt: skip
SHARED = (
    "rank 0", "rank 1", "rank 2", "rank none", "close", "far", "ahead", "absent", "in scene",
    "often", "tagged before", "me",
)  # fmt: skip
KINDS = ("told", "beside", "bare")
"""How much a line says of its speaker: a tag without a name, words beside it, nothing."""
NAMES = (*OWN, *(f"{kind}: {name}" for kind in KINDS for name in SHARED))
INDEX = {name: at for at, name in enumerate(NAMES)}


@dataclass(frozen=True, slots=True)
class Weighed:
    """The lines of a chapter: ``who`` may speak each, and the clues, lines x people x clues.

    Where fewer than ``MOST`` people are weighed, ``who`` is -1.
    """

    who: NDArray[np.int32]
    clues: NDArray[np.float32]
    gaps: NDArray[np.int32]
    bare: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Book:
    """What is counted over the whole book, before any line is weighed."""

    people: People
    often: Mapping[int, float]
    goes_with: Mapping[str, Mapping[int, float]]
    usual: tuple[int, ...]


def count_book(people: People, lines: Sequence[Line]) -> Book:
    """Count who is tagged how often, and which common nouns go with which names."""
    tagged = Counter(
        person for line in lines if (person := tagged_person(line.tag, people)) is not None
    )
    mentions = Counter({at: person.count for at, person in enumerate(people.members)})
    total = tagged.total() + 1
    often = {at: math.log(1 + 100 * (tagged[at] + 0.02 * mentions[at]) / total) for at in mentions}
    usual = tuple(sorted(often, key=lambda at: -often[at])[:3])
    return Book(people, often, _count_nouns(people, lines), usual)


def tagged_person(tag: Tag, people: People) -> int | None:
    """Return whom a tag names, None where it names nobody."""
    if tag.kind == "I":
        return people.narrator
    return people.by_form.get(fold(tag.text)) if tag.kind in ("name", "noun") else None


def _count_nouns(people: People, lines: Sequence[Line]) -> dict[str, dict[int, float]]:
    """Tell for each noun of a tag who is about oftener than elsewhere where it stands.

    Whoever has a tag of their own in the next line or the one before is talked to, and not meant.
    """
    base: Counter[int] = Counter()
    by_noun: dict[str, Counter[int]] = defaultdict(Counter)
    totals: Counter[str] = Counter()
    for at, line in enumerate(lines):
        about = {person for person, away in line.window.items() if people.members[person].told}
        base.update(about)
        if line.tag.kind == "noun":
            totals[line.tag.text] += 1
            by_noun[line.tag.text].update(about)
            by_noun[line.tag.text].subtract(_beside(people, lines, at))
    return {
        noun: {
            person: (count / totals[noun] - base[person] / len(lines)) * min(1.0, totals[noun] / 3)
            for person, count in about.items()
            if _may_be(noun, people, person)
        }
        for noun, about in by_noun.items()
    }


def _beside(people: People, lines: Sequence[Line], at: int) -> set[int]:
    """Return who is tagged by name right before or after a line."""
    tags = [lines[at - 1].tag] if at and lines[at].gap < 2 else []
    if at + 1 < len(lines) and lines[at + 1].gap < 2:
        tags.append(lines[at + 1].tag)
    named = (tagged_person(tag, people) for tag in tags if tag.kind == "name")
    return {person for person in named if person is not None}


def settle_nouns(book: Book) -> People:
    """Return the people with the nouns that can mean only one of them as names of theirs."""
    people = book.people
    by_form = dict(people.by_form)
    for noun, strength in book.goes_with.items():
        own = by_form.get(fold(noun))
        if own is None or people.members[own].told:
            continue
        (first, best), (_, second) = [*Counter(strength).most_common(2), (-1, 0.0), (-1, 0.0)][:2]
        if best >= SETTLED and best >= SURELY * second and people.members[own].count >= 5:
            by_form[fold(noun)] = first
    return replace(people, by_form=by_form)


def _may_be(noun: str, people: People, person: int) -> bool:
    gender, own = noun_gender(noun), people.members[person].gender
    return not gender or not own or gender == own


def weigh(
    book: Book,
    lines: Sequence[Line],
    speakers: Sequence[int | None] | None = None,
    tellers: Mapping[int, float] | None = None,
) -> Weighed:
    """Return the clues for the lines of a chapter.

    ``speakers`` are those who are known to speak, line by line; without them, whom tags name.
    ``tellers`` are who seems to tell the chapter's stories, where there are several: what share.
    """
    count = len(lines)
    if speakers is None:
        speakers = [tagged_person(line.tag, book.people) for line in lines]
    who = np.full((count, MOST), -1, dtype=np.int32)
    clues = np.zeros((count, MOST, len(NAMES)), dtype=np.float32)
    scenes = _count_scenes(lines, speakers)
    within = Counter(it for line in lines for it in Counter(line.called_within).elements())
    for at, line in enumerate(lines):
        if line.goes_on and at:
            chosen = [int(person) for person in who[at - 1] if person >= 0]
        else:
            chosen = _choose(book, lines, at, scenes[at])
        who[at, : len(chosen)] = chosen
        context = _Context(book, lines, at, scenes[at], tellers or {}, within)
        for place, person in enumerate(chosen):
            for name, value in context.clues_for(person):
                clues[at, place, INDEX[name]] = value
    gaps = np.array([_find_gap(lines, at) for at in range(count)], dtype=np.int32)
    bare = np.array([line.bare for line in lines], dtype=np.int32)
    return Weighed(who, clues, gaps, bare)


def is_tale(line: Line) -> bool:
    """Tell whether a story begins with a line."""
    return not line.goes_on and line.length >= TALE


def _find_gap(lines: Sequence[Line], at: int) -> int:
    """Return what stands between a line and the one before it."""
    gap = lines[at].gap
    return PAUSE if gap in (1, 2) and lines[at - 1].length >= TALE else gap


def _count_scenes(lines: Sequence[Line], speakers: Sequence[int | None]) -> list[Counter[int]]:
    """Count for each line who speaks in the lines around it; a long speech counts once."""
    begun = [at for at, line in enumerate(lines) if not line.goes_on]
    said = [speakers[at] for at in begun]
    scenes = []
    for at in range(len(lines)):
        first, after = bisect_left(begun, at), bisect_right(begun, at)
        around = [*said[max(0, first - SCENE) : first], *said[after : after + SCENE]]
        scenes.append(Counter(person for person in around if person is not None))
    return scenes


def _choose(book: Book, lines: Sequence[Line], at: int, scene: Counter[int]) -> list[int]:
    """Return who may speak a line, the likeliest first."""
    line, people = lines[at], book.people
    score: dict[int, float] = defaultdict(float)
    for person, value in _prospects(book, lines, at, scene):
        score[person] += value
    if people.narrator is not None:
        score[people.narrator] += 3
    for person in score:
        score[person] += 0.2 * book.often[person] - (2 if person in line.called else 0)
    return sorted(score, key=lambda it: (-score[it], it))[:MOST]


def _prospects(
    book: Book, lines: Sequence[Line], at: int, scene: Counter[int]
) -> Iterator[tuple[int, float]]:
    """Yield who is worth weighing for a line, with how much."""
    line = lines[at]
    yield from ((person, 4 / (1 + abs(away))) for person, away in line.window.items())
    yield from ((person, 1 + math.log(1 + count)) for person, count in scene.items())
    yield from ((person, 2 / (1 + rank)) for rank, person in enumerate(line.recent[:6]))
    for weight, tag in ((100, line.tag), (8, line.beat), (4, line.lead)):
        tagged = tagged_person(tag, book.people)
        if tagged is not None:
            yield tagged, weight
    if line.introduced is not None:
        yield line.introduced, 8
    for beside in (*lines[max(0, at - 2) : at], *lines[at + 1 : at + 3]):
        yield from ((person, 2) for person in beside.called)
    if line.tag.kind == "noun":
        for person, strength in book.goes_with.get(line.tag.text, {}).items():
            yield person, 3 * max(0.0, strength)
    yield from ((person, 0.1) for person in book.usual)


class _Context:
    """What is the same for everybody who may speak one line."""

    def __init__(
        self,
        book: Book,
        lines: Sequence[Line],
        at: int,
        scene: Counter[int],
        tellers: Mapping[int, float],
        within: Mapping[int, int],
    ) -> None:
        self.book, self.people = book, book.people
        self.line = lines[at]
        self.scene, self.tellers, self.within = scene, tellers, within
        told = any(it.length >= TALE for it in lines[max(0, at - LATELY) : at])
        self.paused = told and (self.line.gap in (1, 2) or is_tale(self.line))
        before = lines[at - 1] if at and self.line.gap != 3 else None
        after = lines[at + 1] if at + 1 < len(lines) and lines[at + 1].gap != 3 else None
        self.before, self.after = before, after
        self.two_before = lines[at - 2] if at > 1 and before and before.gap != 3 else None
        self.tagged = tagged_person(self.line.tag, self.people)
        self.beat = tagged_person(self.line.beat, self.people)
        self.lead = tagged_person(self.line.lead, self.people)
        self.gender = gender_of_tag(self.line.tag)
        self.beat_gender = gender_of_tag(self.line.beat)
        self.lead_gender = gender_of_tag(self.line.lead)
        wanted = self.gender or self.beat_gender
        fitting = [it for it in self.line.recent if self._fits(it, wanted)]
        self.ranks = {person: rank for rank, person in enumerate(fitting)}

    def _fits(self, person: int, gender: str) -> bool:
        own = self.people.members[person].gender
        return not gender or not own or own == gender

    def clues_for(self, person: int) -> Iterator[tuple[str, float]]:
        """Yield what speaks for and against somebody.

        Where a speech goes on, what stands around it has been weighed at its start. "Said I" in a
        story is said by whoever tells it.
        """
        in_tale = self.line.length >= TALE and self.line.tag.kind == "I"
        if self.line.goes_on and (self.line.tag.kind == "none" or in_tale):
            return
        yield from self._tag_clues(person)
        if self.line.goes_on:
            return
        yield from self._beside_clues(person)
        yield from self._word_clues(person)
        yield from self._place_clues(person)

    def _tag_clues(self, person: int) -> Iterator[tuple[str, float]]:
        kind, member = self.line.tag.kind, self.people.members[person]
        if kind == "name":
            yield ("tag is" if person == self.tagged else "tag is not"), 1.0
        elif kind == "I":
            yield ("I am" if person == self.people.narrator else "I am not"), 1.0
        elif kind in ("pronoun", "noun") and person == self.people.narrator:
            yield "said by another than me", 1.0
        if kind in ("pronoun", "noun") and self.gender:
            fits = (
                "fits"
                if member.gender == self.gender
                else "misfits"
                if member.gender
                else "unknown"
            )
            yield f"tag {fits}", 1.0
            if fits == "fits" and self.beat == person:
                yield "tag fits beat", 1.0
        if kind == "noun":
            yield from self._noun_clues(person)
        if kind in ("none", "pronoun") and is_tale(self.line):
            yield from self._tale_clues(person)
        if not member.told and not (kind == "noun" and person == self.tagged):
            yield "unnamed", 1.0

    def _tale_clues(self, person: int) -> Iterator[tuple[str, float]]:
        """Yield who tells the chapter's stories. Whoever tells the book tells it to its readers."""
        yield "tells", self.tellers.get(person, 0.0)
        if person == self.people.narrator:
            yield "I tell", 1.0

    def _noun_clues(self, person: int) -> Iterator[tuple[str, float]]:
        if self.line.tag.text.startswith("a ") and self.people.members[person].told:
            yield "noun is strange", 1.0
            return
        strength = self.book.goes_with.get(self.line.tag.text, {})
        best = max(strength.values(), default=0.0)
        if person == self.tagged:
            yield "noun is", 1.0
            if self.line.tag.text.rpartition(" ")[2] not in VAGUE_NOUNS:
                yield "noun is exact", 1.0
            if not self.people.members[person].told:
                yield "noun unnamed", max(0.0, best)
        elif strength.get(person, 0.0) > 0:
            yield "noun goes with", strength[person]
            if strength[person] == best:
                yield "noun and name", 1.0

    def _beside_clues(self, person: int) -> Iterator[tuple[str, float]]:
        line, member = self.line, self.people.members[person]
        if fold(line.tag.addressee) and self.people.by_form.get(fold(line.tag.addressee)) == person:
            yield "addressed", 1.0
        if line.tag.kind in ("none", "pronoun") and line.beat.kind == "name":
            yield ("beat is" if person == self.beat else "beat is not"), 1.0
        if line.tag.kind == "none":
            if line.beat.kind == "I" and person == self.people.narrator:
                yield "beat I", 1.0
            if self.beat_gender and member.gender:
                yield f"beat {'fits' if member.gender == self.beat_gender else 'misfits'}", 1.0
        if line.tag.kind in ("none", "pronoun") and self.lead is not None and person == self.lead:
            yield "lead is", 1.0
            if line.leads_in:
                yield "lead introduces", 1.0
        if line.tag.kind == "none" and self.lead_gender and member.gender:
            yield f"lead {'fits' if member.gender == self.lead_gender else 'misfits'}", 1.0
        if person in line.near and person != self.tagged:
            yield "near", 1.0

    def _word_clues(self, person: int) -> Iterator[tuple[str, float]]:
        line = self.line
        if person in line.called:
            yield "called", 1.0
        if person in line.named:
            yield "named", 1.0
        if person == line.introduced:
            yield "my name", 1.0
        own = line.called_within.get(person, 0)
        if self.within[person] and is_tale(line):
            yield "called within", math.log(1 + own) + math.log(1 + self.within[person] - own) / 2
        if self.before:
            yield from self._answer_clues(person, self.before)
        if self.two_before and person in self.two_before.called:
            yield "called long before", 1.0
        if self.after and person in self.after.called:
            yield "called after", 1.0

    def _answer_clues(self, person: int, before: Line) -> Iterator[tuple[str, float]]:
        gender = self.people.members[person].gender
        if person in before.called:
            yield "called before", 1.0
            if before.asks:
                yield "asked and called", 1.0
        if person in before.named:
            yield "named before", 1.0
        if before.calls and gender:
            yield f"calls {'fit' if gender == before.calls else 'misfit'}", 1.0
        if self.people.by_form.get(fold(before.tag.addressee)) == person:
            yield "addressed before", 1.0

    def _place_clues(self, person: int) -> Iterator[tuple[str, float]]:
        kind = self._kind()
        if not kind or self.paused:
            return
        rank = self.ranks.get(person)
        yield f"{kind}: rank {'none' if rank is None else min(rank, 2)}", 1.0
        away = self.line.window.get(person)
        if away is None:
            yield f"{kind}: absent", 1.0
        else:
            yield f"{kind}: {'close' if away <= 1 else 'ahead' if away < 0 else 'far'}", 1.0
        yield f"{kind}: in scene", math.log(1 + self.scene[person])
        yield f"{kind}: often", self.book.often[person]
        if person == self.people.narrator:
            yield f"{kind}: me", 1.0

    def _kind(self) -> str:
        if self.line.tag.kind in ("pronoun", "noun"):
            return "told"
        if self.line.tag.kind in ("name", "I"):
            return ""
        return "bare" if self.line.bare else "beside"
