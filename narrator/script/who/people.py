"""Make people of names: "Elizabeth", "Lizzy" and "Elizabeth Bennet" are one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from narrator.script.who.eastern import EASTERN, find_eastern
from narrator.script.who.model import Mention, People, Person
from narrator.script.who.names import RUN, Evidence
from narrator.script.who.words import (
    FEMALE_NAMES,
    FEMALE_NOUNS,
    FEMALE_TITLES,
    MALE_NAMES,
    MALE_NOUNS,
    MALE_TITLES,
    NICKNAMES,
    PERSON_NOUNS,
    SOFT_TITLES,
    TITLES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from narrator.engine import Gender
    from narrator.script.who.model import Member, Paragraph

NOUN = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Tt]his|[Tt]hat|[Hh]is|[Hh]er|[Mm]y)\s+((?:[a-z][\w-]*\s+){0,3}?)"
    r"((?:" + "|".join(sorted(PERSON_NOUNS)) + r"))\b(?![’'-]\w)",
    re.IGNORECASE,
)
PRONOUN = re.compile(r"\b(?:(she|her|hers|herself)|(he|him|his|himself))\b", re.IGNORECASE)
SENTENCE = re.compile(r"[^.?!;]+[.?!;]*")
CLEAR = 2
MANY = 6
"""How many pronouns must agree to tell more than a given name does."""


@dataclass(slots=True)
class _Group:
    """Forms that are one person's, while they are being found."""

    forms: Counter[str] = field(default_factory=Counter)
    given: str = ""
    family: str = ""
    gender: Gender = ""


def split_title(form: str) -> tuple[str, list[str]]:
    """Return the title of a name, without its full stop and in lower case, and its other words."""
    words = form.split()
    title = ""
    while len(words) > 1 and words[0].rstrip(".").lower() in TITLES:
        bare = words.pop(0).rstrip(".").lower()
        title = title if bare in SOFT_TITLES else bare
    return title, words


def title_gender(form: str) -> Gender:
    """Return the gender that a name's title tells."""
    title, words = split_title(form)
    title = title or (words[0].lower() if len(words) == 1 else "")
    return "female" if title in FEMALE_TITLES else "male" if title in MALE_TITLES else ""


def gender_of(form: str) -> Gender:
    """Return the gender that a name's title tells, else the one that its first word has."""
    title, words = split_title(form)
    if told := title_gender(form):
        return told
    if title in ("captain", "colonel", "major", "general", "reverend"):
        return "male"
    first = words[0].lower()
    plain = "".join(it for it in normalize("NFD", first) if not combining(it))
    male, female = ({first, plain} & names for names in (MALE_NAMES, FEMALE_NAMES))
    return "male" if male and not female else "female" if female and not male else ""


def group_forms(forms: Mapping[str, Evidence]) -> list[_Group]:
    """Join the forms of one person: full names first, then what can only be one of these."""
    groups: list[_Group] = []
    parsed = {form: split_title(form) for form in forms}
    families = {
        words[-1]
        for title, words in parsed.values()
        if len(words) > 1 or title in ("mr", "mrs", "dr", "doctor")
    }
    order = sorted(forms, key=lambda f: (-len(parsed[f][1]), not parsed[f][0], -forms[f].count, f))
    for form in order:
        title, words = parsed[form]
        group = _find_group(groups, title, words, gender_of(form), forms)
        if group is None:
            group = _Group()
            groups.append(group)
        _join(
            group, form, forms[form].count, words, is_family=bool(title) and words[-1] in families
        )
    return groups


def _join(group: _Group, form: str, count: int, words: Sequence[str], *, is_family: bool) -> None:
    group.forms[form] += count
    group.gender = group.gender or gender_of(form)
    if len(words) > 1:
        group.given = group.given or words[0]
        group.family = group.family or words[-1]
    elif is_family:
        group.family = group.family or words[0]
    elif not group.given and not group.family:
        group.given = words[0]


def _find_group(
    groups: Sequence[_Group],
    title: str,
    words: Sequence[str],
    gender: Gender,
    forms: Mapping[str, Evidence],
) -> _Group | None:
    """Return whom a form names, None where that is somebody new."""
    fits = [g for g in groups if not gender or not g.gender or g.gender == gender]
    if len(words) > 1:
        return _most([g for g in fits if _same_full(g, words)])
    word = words[0]
    given = [g for g in fits if g.given and _same_given(g, word)]
    family = [g for g in fits if g.family == word]
    if title == "mrs":
        return _only([g for g in family if _is_married(g, word, forms)])
    if title == "miss":
        family = [g for g in family if not any(f.startswith("Mrs") for f in g.forms)]
        return _clearly_most(family) or _most(given)
    if title:
        head = [g for g in family if title != "mr" or not _is_younger(g, words[0], forms)]
        return _only(head) or _most(given)
    return _most(given) or _most_male(family)


def _is_younger(group: _Group, family: str, forms: Mapping[str, Evidence]) -> bool:
    """Tell whether plain Mr. Last is another of the family: he was there before Mr. First Last."""
    plain, full = f"Mr. {family}", f"Mr. {group.given} {family}"
    return forms[plain].first < forms[full].first if {plain, full} <= set(forms) else False


def _clearly_most(groups: Sequence[_Group]) -> _Group | None:
    """Return the group that is named thrice as often as all others, None where none is."""
    most = _most(groups)
    rest = sum(g.forms.total() for g in groups if g is not most)
    return most if most and most.forms.total() >= 3 * rest else None


def _same_full(group: _Group, words: Sequence[str]) -> bool:
    return group.family == words[-1] and bool(group.given) and _same_given(group, words[0])


def _same_given(group: _Group, word: str) -> bool:
    """Tell whether a word is the group's given name, or short for it. Nobody shortens a Lady's."""
    one, other = group.given.lower(), word.lower()
    if one == other:
        return True
    noble = any(form.startswith(("Lady ", "Sir ", "Madame ")) for form in group.forms)
    return not noble and NICKNAMES.get(one, one) == NICKNAMES.get(other, other)


def _is_married(group: _Group, word: str, forms: Mapping[str, Evidence]) -> bool:
    """Tell whether Mrs. Word can be this woman: nobody calls her Miss Word."""
    return f"Miss {word}" not in forms and not any(f.startswith("Miss ") for f in group.forms)


def _only(groups: Sequence[_Group]) -> _Group | None:
    return groups[0] if len(groups) == 1 else None


def _most(groups: Sequence[_Group]) -> _Group | None:
    return max(groups, key=lambda g: g.forms.total(), default=None)


def _most_male(groups: Sequence[_Group]) -> _Group | None:
    """Return the man that a bare family name means, where there are more of the family."""
    return _most([g for g in groups if g.gender == "male"]) or _most(groups)


def display(forms: Counter[str], known: Mapping[str, Evidence]) -> str:
    """Return the name to show: the most frequent, or the full name that comes before a bare one."""
    most = forms.most_common(1)[0][0]
    if " " in most:
        return most
    least = max(1, forms.total() // 20)
    full = [
        form
        for form, count in forms.items()
        if len(split_title(form)[1]) > 1
        and count >= least
        and known[form].first < known[most].first
    ]
    return max(full, key=lambda f: (not split_title(f)[0], forms[f]), default=most)


def make_people(
    paragraphs: Iterable[Paragraph],
    forms: Mapping[str, Evidence],
    tags: Mapping[str, int],
    roster: Sequence[Member] = (),
) -> People:
    """Return everybody in the book: of a given cast, of the names, of the nouns that speak."""
    persons = [_person_of_cast(member, tags) for member in roster]
    taken = {fold(form): at for at, person in enumerate(persons) for form in reversed(person.forms)}
    extra: dict[int, list[str]] = defaultdict(list)
    for group in group_forms(forms):
        owners = Counter(taken[fold(f)] for f in group.forms if fold(f) in taken)
        if owners:
            extra[owners.most_common(1)[0][0]] += [f for f in group.forms if fold(f) not in taken]
        else:
            names = tuple(f for f, _ in group.forms.most_common())
            gender = group.gender
            persons.append(Person(display(group.forms, forms), names, gender, group.forms.total()))
    by_form: dict[str, int] = {}
    for at, person in enumerate(persons):
        for form in (*person.forms, *extra[at]):
            by_form.setdefault(fold(form), at)
    for tag, count in tags.items():
        titled = _find_titled(tag, persons, forms)
        if fold(tag) not in by_form and titled is not None:
            by_form[fold(tag)] = titled
        elif fold(tag) not in by_form:
            by_form[fold(tag)] = len(persons)
            persons.append(_person_of_tag(tag, count))
    people = _tell_genders(paragraphs, persons, by_form)
    members = list(people.members)
    for at, member in enumerate(roster):  # what a cast says of somebody stands
        members[at] = replace(members[at], gender=member.gender or members[at].gender)
    return replace(people, members=tuple(members))


def fold(form: str) -> str:
    """Return a name as it is looked up: without article, in lower case."""
    folded = form.lower().replace("’", "'")
    return re.sub(r"^(?:the|an?)\s+", "", folded)


def _person_of_cast(member: Member, tags: Mapping[str, int]) -> Person:
    """Return a member of a cast: known by name, unless only common nouns call them in the text."""
    forms = tuple(dict.fromkeys((member.name, *member.aliases)))
    nouns = {fold(tag) for tag in tags if tag.startswith("the ") and tag[4].islower()}
    common = all(fold(it) in nouns or it.lower().startswith(("a ", "an ", "the ")) for it in forms)
    return Person(member.name, forms, member.gender, told=not common)


def _find_titled(tag: str, persons: Sequence[Person], known: Mapping[str, Evidence]) -> int | None:
    """Return who is meant by a title alone, "Mademoiselle": of those who have it the best known."""
    if tag.lower() not in TITLES:
        return None
    having = [at for at, it in enumerate(persons) if any(f.startswith(f"{tag} ") for f in it.forms)]

    def count(at: int) -> int:
        return sum(known[form].count for form in persons[at].forms if form in known)

    return max(having, key=count, default=None)


def _person_of_tag(tag: str, count: int) -> Person:
    """Return somebody whom only tags name: "the landlord", "the General"."""
    bare = tag.removeprefix("the ")
    name = tag if bare == tag else f"The {bare}"
    told = not bare[0].islower()
    return Person(name, (name,), gender_of(bare) or noun_gender(bare), count, told=told)


def noun_gender(noun: str) -> Gender:
    """Return the gender that a common noun tells, of its last word."""
    last = re.split(" (?:with|in) ", noun)[0].rsplit(maxsplit=1)[-1].lower()
    return "female" if last in FEMALE_NOUNS else "male" if last in MALE_NOUNS else ""


def find_mentions(text: str, by_form: Mapping[str, int]) -> list[Mention]:
    """Return who is named in a text, by name or by the noun that they are known by, in order."""
    found: list[Mention] = []
    for run in RUN.finditer(text):
        found += _mentions_in(run, by_form)
    for noun in NOUN.finditer(text):
        words = f"{noun[1]}{noun[2]}".lower()
        person = by_form.get(" ".join(words.split()), by_form.get(noun[2].lower()))
        if person is not None and noun[0][0] in "Tt":
            found.append(Mention(noun.start(), noun.end(), person))
    if EASTERN.search(text):
        found += find_eastern(text, by_form)
    return sorted(found, key=lambda it: it.start)


def _mentions_in(run: re.Match[str], by_form: Mapping[str, int]) -> Iterator[Mention]:
    """Yield the names in a run of words, the longest first at every word."""
    words = list(re.finditer(r"\S+", run[0]))
    at = 0
    while at < len(words):
        for end in range(len(words), at, -1):
            form = run[0][words[at].start() : words[end - 1].end()]
            person = by_form.get(fold(" ".join(form.split())))
            if person is not None:
                start = run.start() + words[at].start()
                yield Mention(start, start + len(form), person)
                at = end
                break
        else:
            at += 1


def narration_of(paragraph: Paragraph) -> str:
    """Return the text with every letter inside quotes blanked."""
    parts = []
    position = 0
    for quote in paragraph.quotes:
        parts += [paragraph.text[position : quote.start], " " * (quote.end - quote.start)]
        position = quote.end
    return "".join([*parts, paragraph.text[position:]])


def _tell_genders(
    paragraphs: Iterable[Paragraph], persons: list[Person], by_form: dict[str, int]
) -> People:
    """Add the gender that pronouns tell of those whose name tells none."""
    told: dict[int, Counter[str]] = defaultdict(Counter)
    counts: Counter[int] = Counter()
    for paragraph in paragraphs:
        about: int | None = None
        for sentence in SENTENCE.findall(narration_of(paragraph)):
            named = {it.person for it in find_mentions(sentence, by_form)}
            counts.update(named)
            about = named.pop() if len(named) == 1 else None if named else about
            if about is not None:
                for she, _ in PRONOUN.findall(sentence):
                    told[about]["female" if she else "male"] += 1
    members = tuple(
        replace(it, gender=_gender(it, told[at]), count=it.count or counts[at])
        for at, it in enumerate(persons)
    )
    return People(members, by_form)


def _gender(person: Person, told: Counter[str]) -> Gender:
    """Return the gender of a title or noun, else of many pronouns that agree, else of the name."""
    bare = [re.sub(r"^[Tt]he ", "", form) for form in person.forms]
    titled: Gender = next((g for f in bare if (g := title_gender(f))), "")
    titled = titled or ("" if person.told else noun_gender(bare[0]))
    if titled or not any(it in told for it in ("male", "female")):
        return titled or person.gender
    return (_clear(told) if told.total() >= MANY else "") or person.gender or _clear(told)


def _clear(told: Counter[str]) -> Gender:
    female, male = told["female"], told["male"]
    if female >= 2 and female >= CLEAR * male:
        return "female"
    return "male" if male >= 2 and male >= CLEAR * female else ""
