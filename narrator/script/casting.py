"""Give every speaker a voice: the one asked for, else one that fits and that nobody else has."""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from narrator.errors import UsageError
from narrator.script.model import NARRATOR, Speaker

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from narrator.engine import Gender, Voice
    from narrator.script.model import Script

    Talks = Mapping[tuple[str, str], int]

SOON = 4
"""How many speakers back somebody still takes part in a conversation."""
ANY_LANGUAGE = ("", "mul")
"""The languages of a voice that speaks all of them."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who speaks with which voice.

    ``voices`` maps every speaker, the narrator too, to a voice id, ``engine:name``; ``chosen`` are
    those of them that nobody gave. ``shared`` holds the groups of speakers who have one voice among
    them because there are no more; ``absent`` the names that were given a voice and do not speak.
    """

    voices: Mapping[str, str]
    shared: tuple[tuple[str, ...], ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()


def cast_voices(
    speakers: Sequence[Speaker],
    voices: Sequence[Voice],
    *,
    language: str,
    given: Mapping[str, str],
    kept: Mapping[str, str] | None = None,
    engine: str | None = None,
    talks: Talks | None = None,
) -> Cast:
    """Return a voice for the narrator and each of ``speakers``, the same on every run.

    ``given`` maps speakers, by name or alias, to voices that people chose; a voice is named
    ``engine:name`` or, where that is enough, ``name``. The others get voices of ``engine``, if it
    is named: the one that they had (``kept``, name or alias → voice id), else a new one. Whoever
    shared a voice gets one alone as soon as there is one.

    The narrator has the voice listed first that nobody was given, in the book's accent if
    ``language`` tells it. Everybody else has, whoever says most first, a voice of the right gender
    that nobody has, of the book's accent rather than another, of the better half rather than the
    rest, and among equals by a hash of both names, so that a new speaker changes as few voices as
    can be. Where there are too few, those share one who talk least to each other: ``talks`` tells
    how often two do.

    Raises UsageError where a voice is unknown, or one is wanted and none speaks the language.
    """
    chosen = {name.casefold(): find_voice(voice, voices) for name, voice in given.items()}
    people = sorted(
        (speaker for speaker in speakers if speaker.name != NARRATOR), key=lambda it: -it.segments
    )
    asked = _given_voices([Speaker(NARRATOR, 0), *people], chosen)
    cast = dict(asked)
    if len(cast) <= len(people):
        own = [voice for voice in voices if engine in (None, voice.engine)]
        able = _able(own, language)
        _cast_others(cast, people, able, language=language, kept=kept or {}, talks=talks or {})
    ids = {name: cast[name].id for name in (NARRATOR, *(speaker.name for speaker in people))}
    return Cast(
        voices=ids,
        shared=_shared(ids, asked),
        chosen={name: voice for name, voice in ids.items() if name not in asked},
        absent=_list_absent(given, chosen, asked.values()),
    )


def _cast_others(
    cast: dict[str, Voice],
    people: Sequence[Speaker],
    able: Sequence[Voice],
    *,
    language: str,
    kept: Mapping[str, str],
    talks: Talks,
) -> None:
    """Add to the cast those who are not in it: a kept voice first, unless another has it now."""
    known = {voice.id: voice for voice in able}
    had = {
        speaker.name: known[kept[name]]
        for speaker in (Speaker(NARRATOR, 0), *people)
        for name in reversed((speaker.name, *speaker.aliases))
        if kept.get(name) in known
    }
    for name in (NARRATOR, *(speaker.name for speaker in people)):
        if name in had and had[name] not in cast.values():
            cast.setdefault(name, had[name])
    if NARRATOR not in cast:
        cast[NARRATOR] = _narrator(able, language, [*cast.values()])
    accent = language if "-" in language else cast[NARRATOR].language
    for speaker in people:
        if speaker.name not in cast:
            near = _count_near(speaker.name, cast, talks)
            cast[speaker.name] = _choose(speaker, able, cast, accent, had.get(speaker.name), near)


def find_voice(name: str, voices: Sequence[Voice]) -> Voice:
    """Return the voice called ``name``, bare or ``engine:name``; of two, the one listed first.

    Raises UsageError, with the names that come close, where there is none.
    """
    for voice in voices:
        if name in (voice.id, voice.name):
            return voice
    names = [name for voice in voices for name in (voice.name, voice.id)]
    close = difflib.get_close_matches(name, names, n=3)
    hint = f"did you mean {' or '.join(close)}?" if close else "`narrator voices` lists them all."
    raise UsageError(f"There is no voice {name!r}: {hint}")


def _given_voices(people: Sequence[Speaker], chosen: Mapping[str, Voice]) -> dict[str, Voice]:
    """Return the voices that people chose, by the speakers' own names."""
    return {
        speaker.name: chosen[name.casefold()]
        for speaker in people
        for name in reversed((speaker.name, *speaker.aliases))
        if name.casefold() in chosen
    }


def _list_absent(
    given: Iterable[str], chosen: Mapping[str, Voice], heard: Collection[Voice]
) -> tuple[str, ...]:
    """Return the names whose voice nobody has who speaks, not under another name either."""
    return tuple(name for name in given if chosen[name.casefold()] not in heard)


def _shared(ids: Mapping[str, str], asked: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """Return the groups with one voice, but for those that people put together."""
    groups: dict[str, list[str]] = {}
    for name, voice in ids.items():
        groups.setdefault(voice, []).append(name)
    return tuple(
        tuple(names)
        for names in groups.values()
        if len(names) > 1 and any(name not in (NARRATOR, *asked) for name in names)
    )


def _narrator(able: Sequence[Voice], language: str, taken: Collection[Voice]) -> Voice:
    free = [voice for voice in able if voice not in taken] or able
    if "-" not in language:
        return free[0]
    return min(free, key=lambda voice: _accent_distance(voice, language))


def _able(voices: Sequence[Voice], language: str) -> list[Voice]:
    """Return the voices that speak ``language``; raises UsageError where none does."""
    spoken = _base(language)
    able = [voice for voice in voices if _base(voice.language) in (spoken, *ANY_LANGUAGE)]
    if not able:
        known = ", ".join(sorted({_base(voice.language) for voice in voices})) or "none"
        raise UsageError(
            f"No voice of this engine speaks the book's language, {language!r}; its voices speak: "
            f"{known}. Choose another with --engine, or correct the book's `language`."
        )
    return able


def _choose(
    speaker: Speaker,
    able: Sequence[Voice],
    cast: Mapping[str, Voice],
    accent: str,
    had: Voice | None = None,
    near: Mapping[str, int] | None = None,
) -> Voice:
    """Return the voice that suits ``speaker`` best beside those that are cast already.

    Where all are taken, it is the one that the speaker ``had``: they shared it before. ``near``
    counts for each voice how often its speakers talk to this one.
    """
    near = near or {}
    used = Counter(voice.id for voice in cast.values())
    narrator = cast[NARRATOR].id
    others = [voice for voice in able if voice.id != narrator]
    suited = (
        [voice for voice in others if _suits(voice, speaker.gender)]
        or [voice for voice in others if not used[voice.id]]
        or able
    )
    if had and all(used[voice.id] for voice in suited):
        return had
    better = sorted(voice.rank for voice in suited)[(len(suited) - 1) // 2]

    def order(voice: Voice) -> tuple[bool, int, int, int, bool, str]:
        return (
            used[voice.id] > 0,
            near.get(voice.id, 0),
            used[voice.id],
            _accent_distance(voice, accent),
            voice.rank > better,
            hashlib.sha256(f"{speaker.name}\n{voice.id}".encode()).hexdigest(),
        )

    return min(suited, key=order)


def count_talks(script: Script) -> dict[tuple[str, str], int]:
    """Return how often one speaks soon after another, for each pair of names, in either order."""
    talks: Counter[tuple[str, str]] = Counter()
    for chapter in script.chapters:
        before: list[str] = []
        for segment in chapter.segments:
            if segment.speaker == NARRATOR or segment.speaker == (before or [""])[-1]:
                continue
            for other in {*before[-SOON:]} - {segment.speaker}:
                talks[other, segment.speaker] += 1
                talks[segment.speaker, other] += 1
            before.append(segment.speaker)
    return dict(talks)


def _count_near(name: str, cast: Mapping[str, Voice], talks: Talks) -> Counter[str]:
    near: Counter[str] = Counter()
    for other, voice in cast.items():
        near[voice.id] += talks.get((name, other), 0)
    return near


def _suits(voice: Voice, gender: Gender) -> bool:
    return not gender or voice.gender in (gender, "")


def _accent_distance(voice: Voice, accent: str) -> int:
    """Return 0 for a voice of the accent, 1 for one that has none, 2 for another."""
    if voice.language.lower().replace("_", "-") == accent.lower().replace("_", "-"):
        return 0
    return 2 if "-" in voice.language.replace("_", "-") else 1


def _base(language: str) -> str:
    return language.lower().replace("_", "-").partition("-")[0]
