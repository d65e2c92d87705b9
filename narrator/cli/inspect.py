"""Measure finished files, ours or anybody's, against what a shop wants. A technical check.

Ends with exit code 6 where a rule of the profile is broken. No retailer's acceptance is promised.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.cli import options as shared
from narrator.cli.verdict import tell_broken, tell_verdict
from narrator.delivery.gate import inspect_path
from narrator.delivery.profile import DEFAULT, list_profiles, read_profile
from narrator.errors import DeliveryError

if TYPE_CHECKING:
    import argparse


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
        raise DeliveryError(f"{arguments.path} {tell_broken(verdict)}")
    return 0
