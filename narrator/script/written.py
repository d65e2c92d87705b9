"""Put letters into who says what: their kind, and the writer where the text tells one."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.packed import pack
from narrator.script.by_place import ByPlace, group_by_place
from narrator.script.letters import LEAVE, MARKS, OPENING, find_letters, list_writers, says_written
from narrator.script.who.people import fold, gender_of, title_gender

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from narrator.manuscript.model import Chapter, Manuscript
    from narrator.script.by_place import Place
    from narrator.script.dialogue import Quote
    from narrator.script.speech import Said
    from narrator.script.who.model import Paragraph, People, Person

SIGNED, NAMED = 0.95, 0.85
"""How sure a writer is whose name is under the letter, and one whom the narration names."""
WROTE_AFTER = re.compile(
    r"[\s,]*(?:(?:he|she|I|they|(?:[A-Z][\w.’'-]*\s+){1,3})\s*)?(?:wrote|writes|scribbled|scrawled)\b"
)


def label_letters(
    manuscript: Manuscript,
    paragraphs: ByPlace[Paragraph],
    said: ByPlace[tuple[Said, ...]],
    people: People,
) -> ByPlace[tuple[Said, ...]]:
    """Return who says what with the letters of a manuscript in it."""
    marked = group_by_place(_label_quotes(paragraphs, said, people), len(manuscript.chapters))
    chapters = zip(
        manuscript.chapters, paragraphs.chapters, said.chapters, marked.chapters, strict=True
    )
    return ByPlace(
        pack(
            _label_letters(chapter, inside, {**told, **written}, people)
            for chapter, inside, told, written in chapters
        )
    )


def _label_letters(
    chapter: Chapter,
    paragraphs: Mapping[int, Paragraph],
    labelled: dict[int, tuple[Said, ...]],
    people: People,
) -> dict[int, tuple[Said, ...]]:
    """Return who says what in a chapter with its letters."""
    for letter in find_letters(chapter.blocks):
        writer = _find_writer(letter.names, people)
        sure = SIGNED if letter.signed else NAMED
        blocks = [block for block in range(letter.first, letter.end) if block in paragraphs]
        labelled |= dict(_label_letter(blocks, paragraphs, labelled, writer, sure))
    return labelled


def _label_letter(
    blocks: Sequence[int],
    paragraphs: Mapping[int, Paragraph],
    said: Mapping[int, tuple[Said, ...]],
    writer: str,
    sure: float,
) -> Iterator[tuple[int, tuple[Said, ...]]]:
    """Yield the blocks of a letter: one person wrote all of it, and its quotes tell who if any."""
    quotes = [it for place in blocks if not paragraphs[place].written for it in said[place]]
    if not writer and quotes:
        shares: dict[str, float] = defaultdict(float)
        for it in quotes:
            shares[it.speaker] += it.confidence
        writer = max(shares, key=shares.__getitem__)
        sure = round(shares[writer] / len(quotes), 3)
    for place in blocks:
        yield place, tuple(_mark(it, writer, sure) for it in said.get(place, ()))


def _mark(said: Said, writer: str, sure: float) -> Said:
    if not writer or (said.speaker == writer and said.confidence > sure):
        return replace(said, kind="letter")
    return replace(said, kind="letter", speaker=writer, by="explicit", confidence=sure)


def _label_quotes(
    paragraphs: Mapping[Place, Paragraph],
    said: Mapping[Place, tuple[Said, ...]],
    people: People,
) -> Iterator[tuple[Place, tuple[Said, ...]]]:
    """Yield the paragraphs with quotes that are written, to where they close."""
    goes_on, writer, before = False, "", ""
    for place, paragraph in paragraphs.items():
        labels = list(said.get(place, ()))
        for at, it in enumerate(labels):
            lead = _lead(paragraph, at) or before
            if not (at == 0 and goes_on and it.by == "continued"):
                goes_on = says_written(lead) or _is_written(paragraph, it.quote)
                writer = _find_writer(list_writers(lead), people) if says_written(lead) else ""
            if goes_on:
                labels[at] = _mark(it, writer, NAMED)
            goes_on = goes_on and not it.quote.closed
        if labels:
            yield place, tuple(labels)
        before = "" if labels else paragraph.text


def _lead(paragraph: Paragraph, at: int) -> str:
    """Return the narration before a quote of a paragraph, back to the quote before."""
    start = paragraph.quotes[at - 1].end if at else 0
    return paragraph.text[start : paragraph.quotes[at].start].strip()


def _is_written(paragraph: Paragraph, quote: Quote) -> bool:
    """Tell whether a quote is a letter by its own words, or by what follows it."""
    text = paragraph.text[quote.start : quote.end].strip(MARKS)
    whole = bool(OPENING.match(text)) and bool(LEAVE.search(text))
    return whole or bool(WROTE_AFTER.match(paragraph.text, quote.end))


def _find_writer(names: Sequence[str], people: People) -> str:
    """Return the name of the first whom one of the names can only mean, "" where there is none."""
    for name in names:
        person = _find_person(name, people)
        if person is not None:
            return people.members[person].name
    return ""


def _find_person(name: str, people: People) -> int | None:
    if name == "I":
        return people.narrator
    words = (name.title() if name.isupper() else name).replace("’", "'").split()
    exact = people.by_form.get(fold(" ".join(words)))
    if exact is not None or len(words) < 2:
        return exact
    given, family = words[0], words[-1].rstrip(".")
    short = people.by_form.get(fold(given))
    if short is not None and _may_have_family(people.members[short], family):
        return short
    return _find_in_family(given, family, people)


def _may_have_family(person: Person, family: str) -> bool:
    full = [form for form in person.forms if " " in form]
    return not full or any(form.split()[-1] == family for form in full)


def _find_in_family(given: str, family: str, people: People) -> int | None:
    """Return the only one of a family who can have a given name or initial: "E. Gardiner"."""
    gender = "" if given.endswith(".") else gender_of(given)
    forms = [
        form
        for person in people.members
        for form in person.forms
        if form.split()[-1] == family and fold(form) in people.by_form
        if person.gender in (gender, "") or not gender
    ]
    first = {people.by_form[fold(form)] for form in forms if form[0] == given[0]}
    titled = {people.by_form[fold(form)] for form in forms if title_gender(form)}
    fits = first or titled
    return fits.pop() if len(fits) == 1 else None
