"""The values that go from one step to the next: paragraphs, people, mentions, clues, lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from narrator.engine import Age, Gender
    from narrator.script.dialogue import Quote

Role = Literal["subject", "object"]
TagKind = Literal["name", "pronoun", "noun", "I", "none"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a chapter; ``opens`` where a scene or chapter begins with it.

    All of one that is ``written`` is a letter's; ``thoughts`` are the numbers of quotes in italics.
    """

    text: str
    quotes: tuple[Quote, ...] = ()
    opens: bool = False
    written: bool = False
    thoughts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a cast that is given: the name to use, and what else they are called."""

    name: str
    aliases: tuple[str, ...] = ()
    gender: Gender = ""
    age: Age = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the book.

    ``forms`` are all names as printed; ``told`` is False for who is known by a common noun only
    ("the landlord"); ``count`` is how often the book mentions them.
    """

    name: str
    forms: tuple[str, ...]
    gender: Gender = ""
    count: int = 0
    told: bool = True


@dataclass(frozen=True, slots=True)
class People:
    """Everybody in the book; ``narrator`` is the index of who says "I" outside quotes, or None."""

    members: tuple[Person, ...]
    by_form: Mapping[str, int]
    narrator: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody is named at ``start``; ``person`` is an index into the people."""

    start: int
    end: int
    person: int


@dataclass(frozen=True, slots=True)
class Tag:
    """What the narration beside a quote says of who speaks it.

    ``text`` is the name, pronoun or noun as printed; ``addressee`` the name after "to".
    """

    kind: TagKind = "none"
    text: str = ""
    verb: str = ""
    addressee: str = ""


NO_TAG = Tag()


@dataclass(slots=True)
class Line:
    """What one person says in one paragraph, and every clue to who that is.

    ``called_within`` counts who is called by name in what a story tells that people said, where
    it begins; ``introduced`` is who says "my name is" with theirs; ``length`` is over how many
    paragraphs the speech goes on that it belongs to; ``verbs`` stand beside its quotes.
    """

    chapter: int
    paragraph: int
    quotes: tuple[int, ...]
    tag: Tag = NO_TAG
    tag_at: int = -1
    beat: Tag = NO_TAG
    lead: Tag = NO_TAG
    leads_in: bool = False
    named: frozenset[int] = frozenset()
    called: frozenset[int] = frozenset()
    called_within: Mapping[int, int] = field(default_factory=dict)
    near: frozenset[int] = frozenset()
    introduced: int | None = None
    calls: Gender = ""
    asks: bool = False
    goes_on: bool = False
    length: int = 1
    gap: int = 0
    bare: bool = True
    recent: tuple[int, ...] = ()
    window: Mapping[int, int] = field(default_factory=dict)
    verbs: dict[int, str] = field(default_factory=dict)
