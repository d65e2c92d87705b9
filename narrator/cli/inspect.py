"""Measure finished files, ours or anybody's, against what a shop wants. A technical check.

Ends with exit code 6 where a rule of the profile is broken. No retailer's acceptance is promised.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.cli import options as shared
from narrator.cli.show import count, lay_out, say_length, shorten
from narrator.delivery.gate import NOTE, inspect_path
from narrator.delivery.profile import DEFAULT, list_profiles, read_profile
from narrator.errors import DeliveryError

if TYPE_CHECKING:
    import argparse

    from narrator.delivery.judge import Finding, Verdict
    from narrator.delivery.model import DeliveredFile

_MOST_NAMED = 4


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what inspect takes."""
    parser.add_argument(
        "path", type=Path, metavar="FILE|FOLDER", help="mp3, m4b, m4a, opus, flac, wav; all of one"
    )
    parser.add_argument(
        "--profile",
        default=DEFAULT,
        metavar="NAME|FILE",
        help=f"{', '.join(list_profiles())}, or a TOML file of your own ({DEFAULT})",
    )
    parser.add_argument(
        "--pictures", type=Path, metavar="FOLDER", help="draw every chapter's sound and the limits"
    )
    shared.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Inspect, show what was found, and raise DeliveryError where a rule is broken."""
    profile = read_profile(arguments.profile)
    jobs = shared.settings_from(arguments).jobs
    verdict = inspect_path(arguments.path, profile, jobs=jobs)
    if arguments.pictures:
        from narrator.delivery.picture import draw_all

        draw_all(verdict, arguments.pictures)
    if arguments.json:
        from narrator.delivery.report import to_json

        print(json.dumps(to_json(verdict), ensure_ascii=False, indent=1))
    else:
        print(tell_verdict(verdict))
    if not verdict.passed:
        raise DeliveryError(f"{arguments.path} {tell_failure(verdict)}")
    return 0


def tell_verdict(verdict: Verdict) -> str:
    """Show the figures of every file, and each rule that is broken."""
    title = f"{verdict.profile.title}, {count(len(verdict.parcel.files), 'file')}. {NOTE}"
    parts = [title]
    if verdict.parcel.files:
        parts.append(_tell_files(verdict))
    if verdict.aside:
        parts.append(f"Not looked at, being of another kind: {_name(verdict.aside)}.")
    for state, heading in (("failed", "To mend"), ("advice", "Advice")):
        lines = [_tell(it) for it in verdict.findings if it.state == state]
        if lines:
            parts.append("\n".join([f"{heading}:", *lines]))
    return "\n\n".join(parts)


def tell_failure(verdict: Verdict) -> str:
    """Say in one sentence that files do not pass, and by which rules."""
    rules = ", ".join(dict.fromkeys(it.rule for it in verdict.failures))
    return (
        f"does not pass the technical check {verdict.profile.name!r} ({rules}). "
        "What would mend each is told above; mend it and run narrator inspect again."
    )


def _tell_files(verdict: Verdict) -> str:
    rows = [
        (
            "file", "plays", "RMS dB", "peak", "true", "floor", "LUFS", "range", "head", "tail",
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


def _tell(finding: Finding) -> str:
    where = shorten(finding.path.name, 40) if finding.path else "all together"
    return f"  {where}: {finding.rule} is {finding.found}; wanted: {finding.wanted}. {finding.mend}"


def _name(paths: tuple[Path, ...]) -> str:
    """Name some files, and say how many more there are."""
    more = len(paths) - _MOST_NAMED
    names = [path.name for path in paths[:_MOST_NAMED]]
    return ", ".join([*names, f"{more} more"] if more > 0 else names)
