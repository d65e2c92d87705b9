"""How the verdict of a technical check is shown to people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from narrator.cli.show import count, lay_out, say_length, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from narrator.delivery.judge import Finding, Verdict
    from narrator.delivery.model import DeliveredFile

_MOST_NAMED = 4


def tell_verdict(verdict: Verdict) -> str:
    """Show the figures of every file, and each rule that is broken."""
    title = f"{verdict.profile.title}, {count(len(verdict.parcel.files), 'file')}. {verdict.note}"
    parts = [title]
    if verdict.parcel.files:
        parts.append(_tell_files(verdict))
    if verdict.aside:
        parts.append(f"Not looked at, being of another kind: {_name(verdict.aside)}.")
    for state, heading in (("failed", "To mend"), ("advice", "Advice")):
        lines = _list_lines([it for it in verdict.findings if it.state == state])
        if lines:
            parts.append("\n".join([f"{heading}:", *lines]))
    return "\n\n".join(parts)


def _list_lines(findings: Sequence[Finding]) -> list[str]:
    """Tell each finding once, with how many files it is the same of."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.found), []).append(finding)
    return [
        f"  {same[0].tell()}" + (f" {len(same) - 1} more: the same." if same[1:] else "")
        for same in groups.values()
    ]


def tell_broken(verdict: Verdict) -> str:
    """Say in one sentence that files do not pass, and by which rules."""
    rules = ", ".join(dict.fromkeys(it.rule for it in verdict.failures))
    return (
        f"does not pass the technical check {verdict.profile.name!r} ({rules}). "
        "What would mend each is told above; mend it and run narrator inspect again."
    )


def _tell_files(verdict: Verdict) -> str:
    rows = [
        (
            "file", "plays", "RMS dB", "peak", "dBTP", "floor", "LUFS", "range", "head", "tail",
            "kbit/s", "chapters", "verdict",
        )
    ]  # fmt: skip
    return lay_out([*rows, *(_tell_row(file, verdict) for file in verdict.parcel.files)])


def _tell_row(file: DeliveredFile, verdict: Verdict) -> tuple[str, ...]:
    sound = file.sound
    levels = (
        sound.rms, sound.peak, sound.true_peak, sound.noise_floor, sound.loudness, sound.range_lu,
        sound.head, sound.tail,
    )  # fmt: skip
    wrong = any(it.state == "failed" for it in verdict.about(file.path))
    return (
        shorten(file.path.name, 40),
        say_length(sound.seconds),
        *(f"{level:.1f}" if math.isfinite(level) else "silent" for level in levels),
        f"{file.stream.kilobits:.0f}",
        str(len(file.marks)),
        "fails" if wrong else "passes",
    )


def _name(paths: tuple[Path, ...]) -> str:
    """Name some files, and say how many more there are."""
    more = len(paths) - _MOST_NAMED
    names = [path.name for path in paths[:_MOST_NAMED]]
    return ", ".join([*names, f"{more} more"] if more > 0 else names)
