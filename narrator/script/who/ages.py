"""Tell how old people are, as far as narration says so: "old Mr. Gray", "Tom was a boy of ten"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from narrator.script.who.people import find_mentions, narration_of
from narrator.script.who.words import FEMALE_NAMES, MALE_NAMES, PERSON_NOUNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from narrator.engine import Age
    from narrator.script.who.model import Paragraph, People

ONES = str.split(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
TENS = str.split("twenty thirty forty fifty sixty seventy eighty ninety")
NUMBERS = {word: at for at, word in enumerate(ONES)}
NUMBERS |= {word: 10 * at for at, word in enumerate(TENS, start=2)}
UNITS = "|".join(ONES[1:10])
NUMBER = rf"(?P<years>\d{{1,3}}|(?:{'|'.join(TENS)})(?:[\s-](?:{UNITS}))?|{'|'.join(ONES[1:])})"

CHILD = re.compile(
    r"\b(?:little|small|tiny)\s+(?:\w+\s+)?(?:boy|girl|child|lad|lass|maid)\b"
    r"|\b(?:infant|baby|toddler|schoolboy|schoolgirl|urchin)\b",
    re.IGNORECASE,
)
SMALL = re.compile(r"\b(?:boy|girl|child)\b", re.IGNORECASE)
"""Nouns of children by which grown people are called too."""
YOUNG = re.compile(
    r"\byoung(?:er|est)?\s+(?:\w+\s+)?(?:man|woman|lady|gentleman|fellow|person|girl|chap|officer|"
    r"doctor|clerk|couple|wife|widow|mother)\b|\b(?:youth|teenager|adolescent|lad|lass|student)\b",
    re.IGNORECASE,
)
OLD = re.compile(
    r"\b(?:old|elderly|aged|white-haired|grey-haired|gray-haired|ancient)\s+(?:\w+\s+)?(?:man|woman|"
    r"lady|gentleman|fellow|person|sailor|soldier|servant|nurse|maid|clergyman|priest|doctor|"
    r"farmer|fisherman|witch|couple|dame|crone)\b"
    r"|\b(?:grandmother|grandfather|grandma|grandpa|granny|great-aunt)\b",
    re.IGNORECASE,
)
ADULT = re.compile(r"\bmiddle-aged\b", re.IGNORECASE)
NOUNS: tuple[tuple[re.Pattern[str], Age], ...] = (
    (ADULT, "adult"),
    (OLD, "old"),
    (YOUNG, "young"),
    (CHILD, "child"),
)
BEFORE: dict[str, Age] = {
    "old": "old",
    "elderly": "old",
    "aged": "old",
    "young": "young",
}
THEN = frozenset(
    str.split("when while since until till before after if as though although because")
)
"""After these it may have been long ago."""
WORD_BEFORE = re.compile(r"(\w+)\s+$")
IS = re.compile(
    r"(?:\s+(?:was|is|seemed)\s+(?:(?:still|only|but|now|quite)\s+)?|,\s+)"
    r"(?P<said>(?:an?|the\s+(?:old|young|little))\s+(?:(?!\b(?:and|of|to|by|for|in|at)\b)[\w-]+,?\s+){0,3}?"
    r"[\w-]+)(?=\s*[,.;:!?—–]|\s+(?:with|in|of|who|and|from|whose|at)\b|\s*$)"
)
YEARS = re.compile(
    rf"(?:\s+(?:was|is|turned)\s+(?:(?:only|just|about|nearly|barely|now|then|almost|over|past)\s+)*"
    rf"|,\s+(?:aged|now|only|just|barely|then)\s+|\s+\(|,\s+(?=\d\d))"
    rf"{NUMBER}(?=\s+years?\s+(?:old|of\s+age)|\s*[,.;)]|\s+and\b|\s+when\b|\s*$)"
    rf"|(?:\s+(?:was|is)|,)\s+an?\s+(?:\w+\s+){{0,2}}?(?:boy|girl|child|man|woman|lad|lady)\s+of\s+"
    rf"(?:about\s+|some\s+|perhaps\s+|nearly\s+)?{NUMBER.replace('years', 'more')}\b"
)
GIVEN = MALE_NAMES | FEMALE_NAMES
SURE = 3
"""How many votes tell an age, where there are not half as many for another."""
CLEAR = 2


def tell_ages(paragraphs: Iterable[Paragraph], people: People) -> dict[int, Age]:
    """Return who is a child, young, adult or old, of those of whom the narration says it."""
    votes: dict[int, Counter[Age]] = defaultdict(Counter)
    for at, person in enumerate(people.members):
        for form in person.forms:
            for age in _by_form(form, told=person.told):
                votes[at][age] += SURE
    for paragraph in paragraphs:
        text = narration_of(paragraph)
        for mention in find_mentions(text, people.by_form):
            for age, weight in _votes(text, mention.start, mention.end):
                votes[mention.person][age] += weight
    return {person: age for person, counts in votes.items() if (age := _clear(counts))}


def _by_form(form: str, *, told: bool) -> Iterator[Age]:
    """Yield what a name says: "Little Ann", "Master Tom", "the old man"."""
    first, _, rest = form.lower().partition(" ")
    if first == "master" and rest and rest not in PERSON_NOUNS:
        yield "child"
    elif told:
        yield from [BEFORE[first]] if first in BEFORE and rest else []
    else:
        yield from _by_noun(form)


def _by_noun(text: str) -> Iterator[Age]:
    yield from [age for pattern, age in NOUNS if pattern.search(text)][:1]


def _votes(text: str, start: int, end: int) -> Iterator[tuple[Age, int]]:
    """Yield what the words around a mention say, and how much that weighs."""
    before = WORD_BEFORE.search(text, max(0, start - 12), start)
    if before and before[1].lower() in BEFORE:
        yield BEFORE[before[1].lower()], 1
    if before and before[1].lower() == "little" and text[start:end].lower() in GIVEN:
        yield "child", 1
    for age in _by_noun(text[start:end]):
        yield age, 1
    if before and before[1].lower() in THEN:
        return
    if years := YEARS.match(text, end):
        yield _by_years(years["years"] or years["more"]), SURE
    elif is_ := IS.match(text, end):
        yield from _by_description(is_["said"])


def _by_description(said: str) -> Iterator[tuple[Age, int]]:
    """Yield what somebody is said to be: "a tall young man". A boy alone may be a grown one."""
    ages = list(_by_noun(said))
    if ages:
        yield ages[0], SURE
    elif SMALL.search(said):
        yield "child", SURE - 1


def _by_years(said: str) -> Age:
    words = re.split(r"[\s-]", said.lower())
    years = int(said) if said.isdecimal() else sum(NUMBERS[word] for word in words)
    if years < 13:
        return "child"
    return "young" if years < 30 else "adult" if years < 60 else "old"


def _clear(votes: Counter[Age]) -> Age:
    (best, count), (_, other) = [*votes.most_common(2), ("", 0)][:2]
    return best if count >= SURE and count >= CLEAR * other else ""
