"""The roles of a script: who speaks, how much, how surely, and a line of theirs to know them by."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from narrator.script.model import NARRATOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from narrator.engine import Age, Gender
    from narrator.script.model import Script, Segment

GOOD_LENGTH = 80
"""About how many characters a line has that lets people know a voice."""


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody who speaks.

    ``lines`` are runs of speech, ``words`` all in them; ``confidence`` is the mean over lines, 0 to
    1; ``sample`` a line of middling length among the surest; ``voice`` is ``engine:name``.
    """

    name: str
    aliases: tuple[str, ...]
    gender: Gender
    age: Age
    lines: int
    words: int
    confidence: float
    sample: str
    voice: str


def list_roles(script: Script, voices: Mapping[str, str]) -> list[Role]:
    """Return the roles of a script without the narrator's, whoever says most first."""
    lines: dict[str, list[list[Segment]]] = defaultdict(list)
    for chapter in script.chapters:
        for (speaker, _), run in groupby(chapter.segments, key=lambda it: (it.speaker, it.kind)):
            if speaker != NARRATOR:
                lines[speaker].append(list(run))
    people = {it.name: it for it in script.speakers}
    roles = [
        Role(
            name=name,
            aliases=people[name].aliases,
            gender=people[name].gender,
            age=people[name].age,
            lines=len(runs),
            words=sum(len(it.text.split()) for run in runs for it in run),
            confidence=round(sum(run[0].confidence for run in runs) / len(runs), 3),
            sample=_choose_sample(runs),
            voice=voices.get(name, ""),
        )
        for name, runs in lines.items()
    ]
    return sorted(roles, key=lambda it: -it.words)


def _choose_sample(runs: list[list[Segment]]) -> str:
    """Return a line of good length among the surest ones."""
    least = max(run[0].confidence for run in runs) - 0.1
    texts = [" ".join(it.text for it in run) for run in runs if run[0].confidence >= least]
    return min(texts, key=lambda it: abs(len(it) - GOOD_LENGTH))
