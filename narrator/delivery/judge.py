"""The verdict: each figure held against its rule, and what would mend it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from narrator.delivery.figures import FIGURES, Parcel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from narrator.delivery.figures import Value
    from narrator.delivery.model import DeliveredFile
    from narrator.delivery.profile import Profile, Rule

State = Literal["passed", "failed", "advice", "unknown"]

UNREADABLE = "readable"
"""The rule that every file must keep, whatever the profile: it can be decoded."""
_DIGITS = 2
"""A figure is judged as it is shown, with so many digits behind the point."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a rule: for the file at ``path``, or for all together where that is None.

    ``found`` and ``wanted`` are for people; ``value`` is the bare figure. ``advice`` is a broken
    rule that fails nothing, ``unknown`` a figure that the file does not tell.
    """

    path: Path | None
    rule: str
    state: State
    value: Value
    found: str
    wanted: str
    mend: str

    def tell(self) -> str:
        """Say where the rule stands, what was found and wanted, and what would mend it."""
        where = self.path.name if self.path else "all together"
        return f"{where}: {self.rule} is {self.found}; wanted: {self.wanted}. {self.mend}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check came to; ``aside`` are files of kinds that the profile does not deliver."""

    profile: Profile
    parcel: Parcel
    findings: tuple[Finding, ...]
    aside: tuple[Path, ...] = ()

    @property
    def note(self) -> str:
        """Say what a verdict is, and what it is not."""
        return "A technical check: no retailer's acceptance is promised."

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The rules that are broken."""
        return tuple(it for it in self.findings if it.state == "failed")

    @property
    def passed(self) -> bool:
        """Whether no rule is broken."""
        return not self.failures

    def about(self, path: Path | None) -> tuple[Finding, ...]:
        """Give the findings about one file, or those about all together."""
        return tuple(it for it in self.findings if it.path == path)


def judge(parcel: Parcel, profile: Profile) -> tuple[Finding, ...]:
    """Hold files, together and each, against the rules of a profile."""
    found = [it for file in parcel.files for it in _judge_file(file, profile)]
    if parcel.files:
        found += _judge_all(parcel, profile)
    return tuple(found)


def find_unreadable(path: Path, reason: str) -> Finding:
    """Say that a file cannot be decoded."""
    mend = "Export or download it again."
    return Finding(path, UNREADABLE, "failed", None, reason, "sound that can be decoded", mend)


def _judge_file(file: DeliveredFile, profile: Profile) -> Iterator[Finding]:
    for rule in profile.rule:
        tell = FIGURES[rule.name].of_file
        if tell and (not rule.only or file.stream.kind in rule.only):
            yield _hold(rule, tell(file), file.path)


def _judge_all(parcel: Parcel, profile: Profile) -> Iterator[Finding]:
    for rule in profile.rule:
        tell = FIGURES[rule.name].of_all
        if tell:
            yield _hold(rule, tell(parcel), None)


def _hold(rule: Rule, value: Value, path: Path | None) -> Finding:
    unit = FIGURES[rule.name].unit
    if isinstance(value, float):
        value = round(value, _DIGITS) + 0.0 if math.isfinite(value) else value
    state: State = "unknown" if value is None else "passed" if keeps(rule, value) else "failed"
    if state == "failed" and rule.advice:
        state = "advice"
    found = say_missing(rule, value) if isinstance(value, tuple) else say_value(value, unit)
    return Finding(path, rule.name, state, value, found, say_limits(rule, unit), rule.mend)


def keeps(rule: Rule, value: Value) -> bool:
    """Tell whether a figure keeps all limits of a rule."""
    if isinstance(value, tuple):
        return set(rule.needs) <= set(value)
    if isinstance(value, (int, float)):
        low = -math.inf if rule.min is None else rule.min
        high = math.inf if rule.max is None else rule.max
        if not low <= value <= high:
            return False
    fits = not rule.pattern or re.fullmatch(rule.pattern, str(value)) is not None
    return fits and (not rule.any_of or value in rule.any_of)


def say_value(value: float | str | None, unit: str) -> str:
    """Say a figure to people."""
    if value is None:
        return "not told"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    number = "silent" if value == -math.inf else f"{value:.{_DIGITS}f}".rstrip("0").rstrip(".")
    return f"{number} {unit}".strip() if value != -math.inf else number


def say_missing(rule: Rule, value: tuple[str, ...]) -> str:
    """Say what a list lacks of what a rule needs."""
    missing = [name for name in rule.needs if name not in value]
    return f"without {', '.join(missing)}" if missing else "all there"


def say_limits(rule: Rule, unit: str) -> str:
    """Say what a rule wants."""
    if rule.min is not None and rule.max is not None and rule.min != rule.max:
        parts = [f"{rule.min:g} to {rule.max:g} {unit}"]
    else:
        low = [f"at least {rule.min:g} {unit}"] if rule.min is not None else []
        high = [f"at most {rule.max:g} {unit}"] if rule.max is not None else []
        parts = [f"{rule.min:g} {unit}"] if low and high else low + high
    if rule.any_of:
        parts.append(" or ".join(say_value(it, unit) for it in rule.any_of))
    if rule.needs:
        parts.append(", ".join(rule.needs))
    if rule.pattern:
        parts.append(f"like {rule.pattern}")
    return "; ".join(part.strip() for part in parts)
