"""Describe the speakers of a script: how often they speak, and what the text tells of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from narrator.script.model import NARRATOR, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from narrator.engine import Gender
    from narrator.script.model import ScriptChapter, Segment
    from narrator.script.speech import Character

FEMALE_TITLES = str.split(
    """
    mrs miss ms mme mlle lady aunt auntie madame mademoiselle mother mamma mama queen princess
    duchess countess baroness sister nurse dame grandmother grandma granny señora señorita frau
    signora
    """
)
MALE_TITLES = str.split(
    """
    mr sir lord uncle king prince duke earl count baron father papa brother master monsieur
    grandfather grandpa señor herr signor friar squire
    """
)
FEMALE_WORDS = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
MALE_WORDS = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
TITLED = re.compile(
    r"\b(M(?:rs?|s|iss)|Lady|Sir|Lord|Aunt|Uncle|Mme|Mlle|Madame|Monsieur)\b\.?\s+([^\W\d_]+)"
)
CLEAR = 2
"""How many times as often one gender's pronouns must stand than the other's to decide."""


def describe_speakers(
    chapters: Sequence[ScriptChapter], known: Sequence[Character] = ()
) -> tuple[Speaker, ...]:
    """Return everybody who speaks, the narrator too, in order of first appearance.

    ``known`` tells what else they are called, and their gender where that is told. The gender of
    others is what a title tells, with the name or elsewhere before it, else the pronouns where the
    narration names one speaker only, if they agree.
    """
    counts = Counter(segment.speaker for chapter in chapters for segment in chapter.segments)
    characters = {it.name: it for it in known}
    untold = [
        name
        for name in counts
        if name != NARRATOR and not (name in characters and characters[name].gender)
    ]
    genders = _genders(chapters, untold) if untold else {}
    return tuple(
        Speaker(
            name,
            count,
            it.aliases if (it := characters.get(name)) else (),
            (it.gender if it else "") or genders.get(name, ""),
            it.age if it else "",
        )
        for name, count in counts.items()
    )


def _genders(chapters: Iterable[ScriptChapter], names: Sequence[str]) -> dict[str, Gender]:
    told: dict[str, Counter[str]] = {name: Counter() for name in names}
    titles: dict[str, Counter[str]] = defaultdict(Counter)
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
    for chapter in chapters:
        _add_pronouns(chapter.segments, pattern, told)
        _add_titles(chapter.segments, titles)
    return {
        name: _title_gender(name) or _titled_gender(titles[name]) or _clear_gender(told[name])
        for name in names
    }


def _title_gender(name: str) -> Gender:
    """Return the gender that a title in ``name`` tells of."""
    words = re.findall(r"[^\W\d_]+", name.lower())
    first = words[1:2] if words[:1] == ["the"] else words[:1]
    if first and first[0] in FEMALE_TITLES:
        return "female"
    return "male" if first and first[0] in MALE_TITLES else ""


def _add_titles(segments: Iterable[Segment], titles: Mapping[str, Counter[str]]) -> None:
    """Count for each name how often the text gives it a woman's title, and a man's."""
    for segment in segments:
        for title, name in TITLED.findall(segment.text):
            titles[name][_title_gender(title)] += 1


def _titled_gender(titles: Counter[str]) -> Gender:
    """Return the gender that a name's titles tell of: plain "Darcy" is a man, for Mr. Darcy is.

    Where a Mr. and a Mrs. Hall are named, plain "Hall" may be either, unless he is named far more.
    """
    female, male = titles["female"], titles["male"]
    if male >= 2 and male >= CLEAR * female:
        return "male"
    return "female" if female >= 2 and not male else ""


def _clear_gender(told: Counter[str]) -> Gender:
    female, male = told["female"], told["male"]
    if female >= 2 and female >= CLEAR * male:
        return "female"
    return "male" if male >= 2 and male >= CLEAR * female else ""


def _add_pronouns(
    segments: Iterable[Segment], names: re.Pattern[str], told: Mapping[str, Counter[str]]
) -> None:
    """Count for each speaker the pronouns in a chapter's narration that names no other speaker.

    A sentence that begins with "He" or "She" goes on about whom the one before it names.
    """
    about: str | None = None
    for segment in segments:
        if segment.speaker == NARRATOR and segment.kind == "narration":
            about = _whom({*names.findall(segment.text)}, about, segment)
            if about:
                _count_pronouns(segment.text, told[about])
        if segment.after not in ("sentence", "turn"):
            about = None


def _whom(named: set[str], before: str | None, segment: Segment) -> str | None:
    """Return the only speaker that a sentence of narration is about, None where it is not sure."""
    if len(named) == 1:
        return named.pop()
    return before if not named and segment.text.startswith(("He ", "She ")) else None


def _count_pronouns(text: str, told: Counter[str]) -> None:
    told["female"] += len(FEMALE_WORDS.findall(text))
    told["male"] += len(MALE_WORDS.findall(text))
