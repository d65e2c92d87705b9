"""Options that several commands share, and how they become the pipeline's."""

from __future__ import annotations

import argparse
import dataclasses
import math
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.errors import UsageError
from narrator.options import Options, for_profile
from narrator.settings import Settings, check_cache_url, is_url, read_settings

if TYPE_CHECKING:
    from narrator.delivery.profile import Profile
    from narrator.preparing import Prepared

LAST_CHAPTER = 9999
"""The highest number of a chapter that may be asked for."""


def add_manuscript(parser: argparse.ArgumentParser) -> None:
    """Add the manuscript."""
    parser.add_argument(
        "manuscript", type=Path, metavar="MANUSCRIPT", help="EPUB, Markdown (file or folder), text"
    )


def add_engine(parser: argparse.ArgumentParser) -> None:
    """Add what chooses the engine and its voice."""
    parser.add_argument("--engine", metavar="NAME", help="who speaks (default: kokoro)")
    parser.add_argument(
        "--base-url", metavar="URL", help="the server that a network engine speaks through"
    )
    parser.add_argument("--voice", type=parse_voice, metavar="NAME", help="the narrator's voice")


def add_script(parser: argparse.ArgumentParser) -> None:
    """Add what decides who says what, and which lines are meant."""
    add_casting(parser)
    add_selection(parser)
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="another take of these lines, where the engine has one to offer",
    )


def add_casting(parser: argparse.ArgumentParser) -> None:
    """Add what decides who says what, in which voice."""
    add_engine(parser)
    parser.add_argument(
        "--cast", type=Path, metavar="FILE", help="who has which voice (<manuscript>.cast.toml)"
    )
    add_lexicon(parser)
    parser.add_argument(
        "--threshold",
        type=parse_threshold,
        metavar="P",
        help="the narrator reads what is attributed with less confidence than this, 0 to 1 (0.75)",
    )
    parser.add_argument(
        "--recast",
        action="store_true",
        help="choose voices anew, instead of leaving everybody the one they had",
    )
    parser.add_argument(
        "--chat",
        action="store_true",
        help="ask the chat model of the settings who speaks the lines that are not sure",
    )
    add_reading(parser)


def add_lexicon(parser: argparse.ArgumentParser) -> None:
    """Add how words are said."""
    parser.add_argument(
        "--lexicon",
        type=Path,
        metavar="FILE",
        help="how words are said (<manuscript>.lexicon.toml)",
    )


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Add what says which lines are meant."""
    parser.add_argument(
        "--chapters",
        type=parse_chapters,
        metavar="LIST",
        help="only these, by the numbers of plan: 3,5-7",
    )
    parser.add_argument(
        "--segment",
        dest="segments",
        action="append",
        type=parse_segment,
        metavar="CHAPTER:SEGMENT",
        help="only this one, by the number of plan --list; may be given again",
    )
    parser.add_argument(
        "--speaker",
        dest="speakers",
        action="append",
        metavar="NAME",
        help="only what this one says, or narrator; may be given again",
    )
    parser.add_argument(
        "--entry",
        dest="entries",
        action="append",
        type=str.casefold,
        metavar="WORDS",
        help="only where this entry of the lexicon counts; may be given again",
    )
    parser.add_argument(
        "--failed", action="store_true", help="only what failed when it was last tried"
    )


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add what decides which parts of the manuscript are read out."""
    parser.add_argument(
        "--reading",
        action="append",
        metavar="NAME=VALUE",
        help="what is read out: notes=paragraph, tables=skip, speak=titlepage, ... (see plan)",
    )


def add_cost(parser: argparse.ArgumentParser) -> None:
    """Add the most that may be spent."""
    parser.add_argument(
        "--max-cost",
        type=parse_cost,
        metavar="DOLLARS",
        help="stop before this run spends more than this; the next one counts anew",
    )


def add_cache(parser: argparse.ArgumentParser) -> None:
    """Add where clips are kept."""
    parser.add_argument(
        "--cache", metavar="FOLDER|URL", help="where clips are kept: here, or for many machines"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add the choice of JSON for a report."""
    parser.add_argument("--json", action="store_true", help="report as one JSON object")


def add_profile(parser: argparse.ArgumentParser) -> None:
    """Add the profile that finished files are held against."""
    parser.add_argument(
        "--profile",
        type=parse_profile,
        metavar="NAME|FILE",
        help="make files as a shop wants them (acx, apple, ...), and hold them against its limits",
    )


def parse_profile(text: str) -> Profile:
    """Read a profile of ours by its name, or one of the user's by its path."""
    from narrator.delivery.profile import read_profile

    try:
        return read_profile(text)
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error).rstrip(".")) from error


def parse_chapters(text: str) -> frozenset[int]:
    """Read a list of numbers and ranges: ``3,5-7`` is 3, 5, 6 and 7."""
    numbers: set[int] = set()
    for item in text.split(","):
        first, dash, last = item.strip().partition("-")
        start = _read_chapter(first)
        end = _read_chapter(last) if dash else start
        if not 0 <= start <= end <= LAST_CHAPTER:
            raise argparse.ArgumentTypeError(
                f"{item!r} is no chapter: write numbers from 1 to {LAST_CHAPTER}, as in 3,5-7"
            )
        numbers.update(range(start, end + 1))
    return frozenset(numbers)


def _read_chapter(text: str) -> int:
    """Read a number of few digits; anything else is -1, which no chapter has."""
    short = len(text) <= len(str(LAST_CHAPTER))
    return int(text) if short and text.isascii() and text.isdecimal() else -1


def parse_segment(text: str) -> str:
    """Read the name of a segment, ``3:14``: the numbers of the chapter and in the chapter."""
    found = re.fullmatch(r"0*(0|[1-9]\d{0,6}):0*([1-9]\d{0,6})", text.strip(), re.ASCII)
    if not found:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no segment: write the numbers of chapter and segment, as in 3:14"
        )
    return ":".join(found.groups())


def parse_threshold(text: str) -> float:
    """Read a confidence, 0 to 1."""
    try:
        threshold = float(text)
    except ValueError:
        threshold = math.nan
    if not 0 <= threshold <= 1:
        raise argparse.ArgumentTypeError(f"a number from 0 to 1 is needed, not {text!r}")
    return threshold


def parse_cost(text: str) -> float:
    """Read a sum of US dollars, from 0 up."""
    try:
        cost = float(text.removeprefix("$"))
    except ValueError:
        cost = math.nan
    if not 0 <= cost < math.inf:
        raise argparse.ArgumentTypeError(f"a number of US dollars is needed, not {text!r}")
    return cost


def parse_voice(text: str) -> str:
    """Read a voice's name, which is not empty."""
    if not text.strip():
        raise argparse.ArgumentTypeError("a name is needed: narrator voices lists them")
    return text


def tell_chat(prepared: Prepared) -> None:
    """Say on the error output where a chat model was asked and did not answer."""
    if prepared.asked.notice:
        print(f"narrator: {prepared.asked.notice}", file=sys.stderr)


def settings_from(arguments: argparse.Namespace) -> Settings:
    """Read the settings; an option of the command line wins over them."""
    said = {
        name: value
        for name in ("base_url", "cache", "engine", "jobs", "output")
        if (value := getattr(arguments, name, None)) is not None
    }
    if is_url(said.get("cache", "")):
        said["shared"] = said.pop("cache")
        check_cache_url(said["shared"])
    elif "cache" in said:
        said |= {"cache": Path(said["cache"]), "shared": ""}
    return dataclasses.replace(read_settings(), **said)


def options_from(arguments: argparse.Namespace) -> Options:
    """Take the pipeline's options from the command line."""
    names = {field.name for field in dataclasses.fields(Options)}
    given = {name: value for name, value in vars(arguments).items() if name in names}
    given["reading"] = tuple(given.get("reading") or ())
    for name in ("segments", "speakers", "entries"):
        given[name] = frozenset(given[name]) if given.get(name) else None
    options = Options(**{name: value for name, value in given.items() if value is not None})
    profile: Profile | None = getattr(arguments, "profile", None)
    return (
        for_profile(options, profile.master, formats=given.get("formats")) if profile else options
    )
