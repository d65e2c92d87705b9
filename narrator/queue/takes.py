"""Takes: the same line said again, each kept beside the others; one of them is heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.errors import UsageError
from narrator.queue.job import clip_name, name_take

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from narrator.engine import Engine
    from narrator.queue.job import Job
    from narrator.queue.plan import Line, Plan


@dataclass(frozen=True, slots=True)
class Takes:
    """The takes of a line that are at hand: the clips of each, by its number, in order."""

    line: Line
    clips: Mapping[int, tuple[str, ...]]


def find_takes(plan: Plan, known: Container[str]) -> Iterator[Takes]:
    """Give the takes at hand of every chosen line that has clips, in order.

    ``known`` are the names on the store's shelf of clips. Looked for are all takes up to the one
    that is heard, and from there on until one is missing.
    """
    for line in plan.lines:
        if line.keys:
            yield Takes(line, dict(_find(line, [plan.jobs[key] for key in line.keys], known)))


def _find(
    line: Line, jobs: list[Job], known: Container[str]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    number, is_there = 1, True
    while is_there or number <= line.take:
        keys = tuple(name_take(job, number) for job in jobs)
        is_there = all(clip_name(key) in known for key in keys)
        if is_there:
            yield number, keys
        number += 1


def check_varies(engines: Mapping[str, Engine]) -> None:
    """Raise UsageError where other takes would all sound the same."""
    if not any(engine.capabilities().varies for engine in engines.values()):
        names = " and ".join(engines)
        raise UsageError(
            f"{names} says the same words the same way every time: there is no other take of them. "
            "Change the words, the voice or the direction; or leave out --fresh."
        )
