"""Options that several commands share, and how they become the pipeline's."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from narrator.pipeline import Options
from narrator.settings import Settings, read_settings


def add_manuscript(parser: argparse.ArgumentParser) -> None:
    """Add the manuscript."""
    parser.add_argument(
        "manuscript", type=Path, metavar="MANUSCRIPT", help="EPUB, Markdown (file or folder), text"
    )


def add_engine(parser: argparse.ArgumentParser) -> None:
    """Add what chooses the engine and its voice."""
    parser.add_argument("--engine", metavar="NAME", help="who speaks (default: kokoro)")
    parser.add_argument("--voice", metavar="NAME", help="the narrator's voice")


def add_script(parser: argparse.ArgumentParser) -> None:
    """Add what decides who says what, and which chapters are meant."""
    add_engine(parser)
    parser.add_argument(
        "--cast", type=Path, metavar="FILE", help="who has which voice (<manuscript>.cast.toml)"
    )
    parser.add_argument(
        "--threshold",
        type=float,
        default=0.0,
        metavar="P",
        help="the narrator reads what is attributed with less confidence than this, 0 to 1",
    )
    parser.add_argument(
        "--chapters",
        type=parse_chapters,
        metavar="LIST",
        help="only these, by the numbers of plan: 3,5-7",
    )


def add_cache(parser: argparse.ArgumentParser) -> None:
    """Add where clips are kept."""
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="where clips are kept")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add the choice of JSON for a report."""
    parser.add_argument("--json", action="store_true", help="report as one JSON object")


def parse_chapters(text: str) -> frozenset[int]:
    """Read a list of numbers and ranges: ``3,5-7`` is 3, 5, 6 and 7."""
    numbers: set[int] = set()
    for item in text.split(","):
        first, _, last = item.strip().partition("-")
        if not (
            first.isdigit() and (last or first).isdigit() and 0 < int(first) <= int(last or first)
        ):
            raise argparse.ArgumentTypeError(f"{item!r} is no chapter: write numbers as 3,5-7")
        numbers.update(range(int(first), int(last or first) + 1))
    return frozenset(numbers)


def settings_from(arguments: argparse.Namespace) -> Settings:
    """Read the settings; an option of the command line wins over them."""
    said = {
        name: value
        for name in ("cache", "engine", "jobs", "output")
        if (value := getattr(arguments, name, None)) is not None
    }
    return dataclasses.replace(read_settings(), **said)


def options_from(arguments: argparse.Namespace) -> Options:
    """Take the pipeline's options from the command line."""
    names = {field.name for field in dataclasses.fields(Options)}
    given = {name: value for name, value in vars(arguments).items() if name in names}
    return Options(**{name: value for name, value in given.items() if value is not None})
