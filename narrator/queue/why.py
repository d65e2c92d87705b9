"""Why a clip is missing: what of its name differs from that of the nearest clip at hand."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from narrator.queue.job import list_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from narrator.queue.job import Job

_ALIKE = 0.6
"""How alike two texts are, 0 to 1, of which one can be the other after an edit."""


@dataclass(frozen=True, slots=True)
class Change:
    """A part of a clip's name, as it is in the nearest clip and as it is to be."""

    part: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """A clip at hand, by its key, and what of its name differs."""

    key: str
    changes: tuple[Change, ...]


def find_nearest(
    job: Job,
    made: Iterable[tuple[str, Mapping[str, Any]]],
    is_there: Callable[[str], bool],
) -> Nearest | None:
    """Find the clip at hand that is nearest to a missing one; None where none is near.

    ``made`` gives the clips that are remembered, by key and parts of their names. Nearest is what
    says the same with the fewest changes, else what says nearly the same.
    """
    wanted = _flatten(list_parts(job))
    matcher = SequenceMatcher(b=wanted["text"], autojunk=False)
    best, best_score = None, (0.0, 0)
    for key, parts in made:
        known = _flatten(parts)
        alike = _compare(matcher, known["text"], best_score[0])
        score = (alike, -len(_list_changes(known, wanted)))
        if alike >= _ALIKE and score > best_score and is_there(key):
            best, best_score = Nearest(key, _list_changes(known, wanted)), score
    return best


def _compare(matcher: SequenceMatcher[str], text: str, least: float) -> float:
    """Tell how alike a text is, or 0 where it is clear that it is less so than another."""
    matcher.set_seq1(text)
    bounds = (matcher.real_quick_ratio, matcher.quick_ratio)
    return matcher.ratio() if all(bound() >= max(least, _ALIKE) for bound in bounds) else 0.0


def _list_changes(known: Mapping[str, str], wanted: Mapping[str, str]) -> tuple[Change, ...]:
    return tuple(
        Change(part, known.get(part, ""), wanted.get(part, ""))
        for part in {**wanted, **known}
        if known.get(part) != wanted.get(part)
    )


def _flatten(parts: Mapping[str, Any]) -> dict[str, str]:
    """Give the parts of a name side by side, those that the engine gave among them."""
    flat = {**parts["identity"], **parts}
    del flat["identity"]
    return {part: "" if value is None else str(value) for part, value in flat.items()}
