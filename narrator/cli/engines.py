"""List the engines and whether their models are here, or fetch models."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, TypedDict

from narrator.cli import options as shared
from narrator.cli.show import lay_out
from narrator.engines import list_engines, make_engine
from narrator.engines.models import MODELS
from narrator.errors import EngineError, UsageError

if TYPE_CHECKING:
    import argparse

    from narrator.engine import Voice
    from narrator.settings import Settings


class EngineRow(TypedDict):
    """One engine in the report: ``ready`` is empty or says what is missing.

    ``accelerator`` is what computes its clips, empty where the processor does.
    """

    name: str
    voices: int
    languages: list[str]
    ready: str
    accelerator: str


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what engines takes."""
    parser.add_argument(
        "--fetch", nargs="+", metavar="MODEL", help=f"fetch models: {', '.join(MODELS)}"
    )
    shared.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """List or fetch."""
    settings = shared.settings_from(arguments)
    if arguments.fetch:
        return _fetch(arguments.fetch, settings)
    rows = [_describe(name, settings) for name in list_engines()]
    if arguments.json:
        print(json.dumps({"engines": rows}, ensure_ascii=False, indent=1))
    else:
        table = [("engine", "voices", "languages", "state")]
        table += [
            (row["name"], str(row["voices"]), " ".join(row["languages"]), _tell_state(row))
            for row in rows
        ]
        print(lay_out(table))
    return 0


def _tell_state(row: EngineRow) -> str:
    ready = f"ready, on {row['accelerator']}" if row["accelerator"] else "ready"
    return row["ready"] or ready


def _fetch(names: list[str], settings: Settings) -> int:
    from narrator.engines.fetch import fetch

    for name in names:
        if name not in MODELS:
            raise UsageError(f"There is no model {name!r}. Known: {', '.join(MODELS)}.")
    for name in names:
        fetch(name, settings.models, lambda line: print(line, file=sys.stderr))
    return 0


def _describe(name: str, settings: Settings) -> EngineRow:
    engine = make_engine(name, settings)
    voices: tuple[Voice, ...] = ()
    ready = accelerator = ""
    try:
        voices = engine.voices()
        accelerator = engine.identity(voices[0].name).get("accelerator", "")
    except EngineError as error:
        ready = str(error)
    return EngineRow(
        name=name,
        voices=len(voices),
        languages=sorted(set(engine.capabilities().languages)),
        ready=ready,
        accelerator=accelerator,
    )
