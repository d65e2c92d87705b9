"""From the chapters of a book to who says each quote, how sure that is, and what tells so."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from narrator.packed import Packed, pack
from narrator.script.who.chain import ALL_NAMES, find_shares, make_chain
from narrator.script.who.features import (
    Book,
    Weighed,
    count_book,
    is_tale,
    settle_nouns,
    tagged_person,
    weigh,
)
from narrator.script.who.lines import find_all_lines, read_tags
from narrator.script.who.model import People, Person
from narrator.script.who.names import gather_forms
from narrator.script.who.people import find_mentions, make_people, narration_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from narrator.engine import Gender
    from narrator.script.model import By
    from narrator.script.who.model import Line, Member, Paragraph

T = TypeVar("T")

_TOGETHER = 128
"""How many paragraphs or lines are packed at a time."""
FIRST_PERSON = 0.008
"""The share of words outside quotes that are "I" where somebody tells the book."""
ME = re.compile(r"\bI\b")
KNOWN = 0.8
"""How sure it must be that somebody speaks a line to take part in the scene around it."""
SHE_SAID, HE_SAID = ("ла", "лась", "ła"), ("л", "лся", "ł")
"""How verbs of the past end in Russian and Polish."""
CALLED = 2
"""How often who tells the book must be called "sir" or "ma'am" to be a man or a woman."""
DOUBTED = 0.5
"""How sure a line can be at most that somebody unknown seems to speak, or where one is known."""
SUREST = 0.99
"""How sure a line is that nothing speaks against."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who says a quote, as an index into the people, -1 where the book has none."""

    person: int
    confidence: float
    by: By
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Who speaks in a book: the people, and for each chapter (paragraph, quote) → verdict."""

    people: People
    chapters: Packed[dict[tuple[int, int], Verdict]]


def name_speakers(chapters: Sequence[Sequence[Paragraph]], roster: Sequence[Member] = ()) -> Named:
    """Return who says every quote of a book. ``roster`` is a cast that is given."""
    people, lines = find_settled(chapters, roster)
    book = count_book(people, _flatten(lines))
    weights = read_weights()
    return Named(people, pack(_decide(book, chapter, weights) for chapter in lines))


def find_settled(
    chapters: Sequence[Sequence[Paragraph]], roster: Sequence[Member] = ()
) -> tuple[People, Packed[list[Line]]]:
    """Return people and lines, where common nouns that can mean but one of them are names."""
    people, lines = find_people(chapters, roster)
    settled = settle_nouns(count_book(people, _flatten(lines)))
    if settled.by_form == people.by_form:
        return people, lines
    return settled, find_all_lines(chapters, settled)


def find_people(
    chapters: Sequence[Sequence[Paragraph]], roster: Sequence[Member] = ()
) -> tuple[People, Packed[list[Line]]]:
    """Return the people of a book, and the lines of each chapter with their clues."""
    paragraphs = _flatten(chapters)
    people = make_people(paragraphs, gather_forms(paragraphs), _count_tags(paragraphs), roster)
    lines = find_all_lines(chapters, people)
    people = _with_verbs(people, chain.from_iterable(lines))
    if _is_first_person(paragraphs):
        every = _flatten(lines)
        people = _with_gender(_with_narrator(people, every, paragraphs), every)
    return people, lines


def _flatten(chapters: Iterable[Sequence[T]]) -> Packed[T]:
    """Return what all chapters hold as one sequence."""
    return pack(chain.from_iterable(chapters), by=_TOGETHER)


def _count_tags(paragraphs: Iterable[Paragraph]) -> Counter[str]:
    """Count what tags call speakers by: common nouns, and names, with their article."""
    counts: Counter[str] = Counter()
    for paragraph in paragraphs:
        tags = read_tags(paragraph)
        counts.update(
            re.sub("^a ", "the ", it.text)
            for it in tags
            if it.kind == "name" or (it.kind == "noun" and it.text.startswith(("the ", "a ")))
        )
    return counts


def _is_first_person(paragraphs: Iterable[Paragraph]) -> bool:
    words = mine = 0
    for text in map(narration_of, paragraphs):
        words += len(text.split())
        mine += len(ME.findall(text))
    return mine > FIRST_PERSON * max(words, 100)


def _with_narrator(
    people: People, lines: Sequence[Line], paragraphs: Sequence[Paragraph]
) -> People:
    """Add who says "I": whoever is called by name beside what "I" say, and hardly named outside."""
    outside: Counter[int] = Counter()
    for paragraph in paragraphs:
        outside.update(it.person for it in find_mentions(narration_of(paragraph), people.by_form))
    called: Counter[int] = Counter()
    for at, line in enumerate(lines):
        weight = 3 if any(it.tag.kind == "I" for it in _list_beside(lines, at)) else 1
        for person in line.called:
            called[person] += weight
    scores = {
        person: count / (1 + outside[person])
        for person, count in called.items()
        if people.members[person].told and count >= 3
    }
    best = max(scores, key=lambda it: (scores[it], it), default=None)
    if best is not None and scores[best] >= 1:
        return replace(people, narrator=best)
    known = people.by_form.get("i")
    if known is not None:
        return replace(people, narrator=known)
    me = Person("I", ("I",), count=sum(line.tag.kind == "I" for line in lines))
    return People((*people.members, me), people.by_form, len(people.members))


def _with_verbs(people: People, lines: Iterable[Line]) -> People:
    """Give those whose name tells no gender the one of Slavic verbs beside it: "сказала Анна"."""
    told: dict[int, set[Gender]] = {}
    for line in lines:
        person, verb = tagged_person(line.tag, people), line.tag.verb
        if person is not None and line.tag.kind == "name" and verb.endswith(SHE_SAID + HE_SAID):
            gender: Gender = "female" if verb.endswith(SHE_SAID) else "male"
            told.setdefault(person, set()).add(gender)
    members = list(people.members)
    for person, genders in told.items():
        if len(genders) == 1 and not members[person].gender:
            members[person] = replace(members[person], gender=genders.pop())
    return replace(people, members=tuple(members)) if told else people


def _list_beside(lines: Sequence[Line], at: int) -> Iterator[Line]:
    return (lines[it] for it in (at - 1, at + 1) if 0 <= it < len(lines))


def _with_gender(people: People, lines: Sequence[Line]) -> People:
    """Give who tells the book the gender of what people call them: "sir", "ma'am"."""
    me = people.narrator
    if me is None or people.members[me].gender:
        return people
    calls = Counter(
        it.calls
        for at, line in enumerate(lines)
        if line.tag.kind == "I"
        for it in _list_beside(lines, at)
        if it.calls and it.tag.kind != "I" and abs(it.paragraph - line.paragraph) == 1
    )
    ranked = calls.most_common(2)
    if not ranked or ranked[0][1] < CALLED or 3 * sum(n for _, n in ranked[1:]) > ranked[0][1]:
        return people
    members = list(people.members)
    members[me] = replace(members[me], gender=ranked[0][0])
    return replace(people, members=tuple(members))


def _decide(
    book: Book, lines: Sequence[Line], weights: NDArray[np.float64]
) -> dict[tuple[int, int], Verdict]:
    """Return the verdicts of a chapter."""
    if not lines:
        return {}
    weighed, shares = _weigh_twice(book, lines, weights)
    verdicts: dict[tuple[int, int], Verdict] = {}
    said: list[int] = []
    for at, line in enumerate(lines):
        best = int(shares[at].argmax())
        person = int(weighed.who[at, best])
        by = _name_evidence(book.people, lines, at, person, said) if person >= 0 else "unsure"
        said.append(person)
        sure = round(SUREST * float(shares[at, best]), 3) if person >= 0 else 0.0
        if _is_open(book.people, line, by, weighed.who[at]):
            sure = min(sure, DOUBTED)
        for number in line.quotes:
            told = by == "explicit" and number != line.tag_at
            verdicts[line.paragraph, number] = Verdict(
                person, sure, "paragraph" if told else by, _find_verb(line, number)
            )
    return verdicts


def _find_verb(line: Line, number: int) -> str:
    """Return the verb beside a quote, else the last one before it, else the line's."""
    said = [verb for at, verb in line.verbs.items() if at <= number]
    return said[-1] if said else line.tag.verb


def _is_open(people: People, line: Line, by: By, who: NDArray[np.int32]) -> bool:
    """Tell whether it may well be nobody who was weighed: only one was, or another does something.

    A name that nobody is known by, or a man who is no known one, stands beside the words.
    """
    if by not in ("alternation", "context"):
        return False
    other = line.beat.kind in ("name", "noun") and tagged_person(line.beat, people) is None
    return other or (who >= 0).sum() < 2


def _weigh_twice(
    book: Book, lines: Sequence[Line], weights: NDArray[np.float64]
) -> tuple[Weighed, NDArray[np.float64]]:
    """Return the clues of a chapter and the shares, once it is known who takes part in a scene."""
    weighed = weigh(book, lines)
    shares = find_shares(make_chain(weighed, lines, weights))
    best = shares.argmax(axis=1)
    known = [
        int(weighed.who[at, it]) if shares[at, it] >= KNOWN else None for at, it in enumerate(best)
    ]
    tellers = _find_tellers(lines, weighed, shares)
    weighed = weigh(book, lines, [None if it == -1 else it for it in known], tellers)
    return weighed, find_shares(make_chain(weighed, lines, weights))


def _find_tellers(
    lines: Sequence[Line], weighed: Weighed, shares: NDArray[np.float64]
) -> dict[int, float]:
    """Return how likely each person tells any of a chapter's stories, where there are several."""
    tales = [at for at, line in enumerate(lines) if is_tale(line)]
    tellers: Counter[int] = Counter()
    for at in tales if len(tales) > 1 else ():
        for person, share in zip(weighed.who[at].tolist(), shares[at].tolist(), strict=True):
            tellers[person] += share / len(tales)
    return {person: share for person, share in tellers.items() if person >= 0}


def _name_evidence(
    people: People, lines: Sequence[Line], at: int, person: int, said: Sequence[int]
) -> By:
    """Name what tells who speaks a line: the surest clue that there is."""
    line = lines[at]
    if line.goes_on:
        return "continued"
    if line.tag.kind != "none":
        sure = tagged_person(line.tag, people) == person
        by: dict[str, By] = {"name": "explicit", "I": "first-person", "noun": "noun"}
        return by.get(line.tag.kind, "pronoun") if sure or line.tag.kind == "noun" else "pronoun"
    if person in (tagged_person(line.beat, people), tagged_person(line.lead, people)):
        return "beat"
    beside = (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])
    if any(person in it.called for it in beside):
        return "vocative"
    return "alternation" if person in said[-2:-1] else "context"


@cache
def read_weights() -> NDArray[np.float64]:
    """Return the weights that ship, in the order of ``ALL_NAMES``."""
    text = resources.files("narrator.script.who").joinpath("weights.json").read_text("utf-8")
    known = json.loads(text)["weights"]
    return np.array([known.get(name, 0.0) for name in ALL_NAMES])
