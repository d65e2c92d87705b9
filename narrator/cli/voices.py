"""List the voices of an engine, the default first."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

from narrator.cli import options as shared
from narrator.cli.show import lay_out
from narrator.engines import make_engine

if TYPE_CHECKING:
    import argparse


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what voices takes."""
    parser.add_argument("--engine", metavar="NAME", help="whose voices (default: kokoro)")
    parser.add_argument("--base-url", metavar="URL", help="the server of a network engine")
    parser.add_argument("--language", metavar="TAG", help="only those who speak it: en, en-GB, fr")
    shared.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """List them."""
    settings = shared.settings_from(arguments)
    prefix = (arguments.language or "").lower()
    voices = [
        voice
        for voice in make_engine(settings.engine, settings).voices()
        if voice.language.lower().startswith(prefix)
    ]
    if arguments.json:
        rows = [{"id": voice.id, **dataclasses.asdict(voice)} for voice in voices]
        print(json.dumps({"voices": rows}, ensure_ascii=False, indent=1))
    else:
        table = [("voice", "language", "gender", "")]
        table += [(v.id, v.language, v.gender, v.description) for v in voices]
        print(lay_out(table))
    return 0
