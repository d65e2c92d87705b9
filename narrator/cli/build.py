"""Make the audiobook: one m4b with chapters, and one mp3 a chapter.

Running it again goes on where it was stopped, and makes only what changed.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import shlex
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.book.bind import FORMATS
from narrator.cli import options as shared
from narrator.cli.log import add_log, listening
from narrator.cli.progress import tell_failure
from narrator.cli.show import count, say_length
from narrator.cli.verdict import tell_broken, tell_verdict
from narrator.errors import DeliveryError, IncompleteError
from narrator.pipeline import Book, narrate
from narrator.preparing import JOURNAL, prepare
from narrator.queue.price import find_price

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narrator.delivery.judge import Verdict
    from narrator.delivery.profile import Profile
    from narrator.queue.events import Event, Listener
    from narrator.settings import Settings


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what build takes."""
    shared.add_manuscript(parser)
    shared.add_script(parser)
    shared.add_cache(parser)
    shared.add_json(parser)
    add_log(parser)
    parser.add_argument(
        "--output", type=Path, metavar="FOLDER", help="the book goes to FOLDER/<title>/ (output)"
    )
    parser.add_argument(
        "--format",
        dest="formats",
        type=parse_formats,
        metavar="LIST",
        help=f"any of {', '.join(FORMATS)} (m4b,mp3, or what the profile wants)",
    )
    parser.add_argument(
        "--part-hours",
        type=parse_hours,
        metavar="N",
        help="make several files of a long book, none longer than N hours",
    )
    parser.add_argument(
        "--jobs",
        type=parse_jobs,
        metavar="N",
        help="clips made at once (default: one a processor)",
    )
    shared.add_cost(parser)
    shared.add_profile(parser)
    parser.add_argument(
        "--allow-gaps", action="store_true", help="bind the book even where segments failed"
    )
    parser.add_argument(
        "--unchecked",
        action="store_true",
        help="build the book even where words of it would be lost: see narrator check",
    )
    parser.add_argument(
        "--proof",
        action="store_true",
        help="listen to the clips as they are made, and tell which fail: see narrator proof",
    )


def parse_formats(text: str) -> tuple[str, ...]:
    """Read a list of formats, each of which somebody writes."""
    formats = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for name in formats:
        if name not in FORMATS:
            raise argparse.ArgumentTypeError(
                f"there is no format {name!r}. Known: {', '.join(FORMATS)}"
            )
    if not formats:
        raise argparse.ArgumentTypeError(f"at least one is needed of: {', '.join(FORMATS)}")
    return formats


def parse_hours(text: str) -> float:
    """Read how long a part may be, in hours: more than 0."""
    try:
        hours = float(text)
    except ValueError:
        hours = math.nan
    if not 0 < hours < math.inf:
        raise argparse.ArgumentTypeError(f"a number of hours is needed, not {text!r}")
    return hours


def parse_jobs(text: str) -> int:
    """Read how many clips are made at once: at least 1."""
    if not (text.isascii() and text.isdecimal() and int(text[:9]) > 0):
        raise argparse.ArgumentTypeError(f"a number from 1 up is needed, not {text!r}")
    return int(text[:9])


def run(arguments: argparse.Namespace) -> int:
    """Build, show what was made, and raise IncompleteError where something is missing."""
    settings = shared.settings_from(arguments)
    with listening(arguments) as listen, _hearing(arguments, settings, listen) as tell:
        book = narrate(
            arguments.manuscript,
            options=shared.options_from(arguments),
            settings=settings,
            listen=tell,
        )
        verdict = _inspect(book, arguments.profile, settings) if arguments.profile else None
        if arguments.json:
            print(json.dumps(_report(book, verdict), ensure_ascii=False, indent=1))
        else:
            print(_tell(book, verdict))
        _refuse(book, verdict, gaps=arguments.allow_gaps)
    return _listen_back(arguments, settings) if arguments.proof else 0


@contextmanager
def _hearing(
    arguments: argparse.Namespace, settings: Settings, listen: Listener
) -> Iterator[Listener]:
    """Give who hears the events: with --proof, also who listens to each clip that is made."""
    if not arguments.proof:
        yield listen
        return
    from narrator.proof.alongside import hearing_alongside
    from narrator.proof.whisper import find_ears

    ears = find_ears(settings.models)
    with hearing_alongside(settings, settings.data / JOURNAL, ears) as hear:

        def tell(event: Event) -> None:
            listen(event)
            hear(event)

        yield tell


def _listen_back(arguments: argparse.Namespace, settings: Settings) -> int:
    """Listen to what was asked for, now that it is there; the report has been given."""
    from narrator.cli.proof import listen_back

    options = dataclasses.replace(shared.options_from(arguments), fresh=False, failed=False)
    prepared = prepare(arguments.manuscript, options=options, settings=settings)
    return listen_back(prepared, settings, options, quiet=arguments.json)


def _inspect(book: Book, profile: Profile, settings: Settings) -> Verdict | None:
    """Hold the sound that was made against a profile; None where there is none."""
    from narrator.delivery.gate import inspect_files

    paths = [file.path for file in book.files if file.is_sound]
    return inspect_files(paths, profile, jobs=settings.jobs) if paths else None


def _refuse(book: Book, verdict: Verdict | None, *, gaps: bool) -> None:
    """Raise the error for what is missing, or else for what does not pass."""
    if book.outcome.failed:
        raise IncompleteError(_tell_failures(book, gaps=gaps))
    if book.outcome.left:
        raise IncompleteError(_tell_left(book))
    if verdict and not verdict.passed:
        raise DeliveryError(f"{book.folder} is made and kept, and {tell_broken(verdict)}")


def _report(book: Book, verdict: Verdict | None) -> dict[str, object]:
    return {
        "title": book.prepared.script.metadata.title,
        "folder": str(book.folder),
        "seconds": round(book.seconds, 3),
        "chapters": len(book.chapters),
        "clips": {
            "made": book.outcome.made,
            "failed": len(book.outcome.failed),
            "left": len(book.outcome.left),
        },
        "cost": round(book.outcome.cost, 4),
        "voices": dict(book.prepared.cast.voices),
        "files": [
            {"path": str(file.path), "seconds": round(file.seconds, 3), "made": file.made}
            for file in book.files
        ],
        "failed": [
            {"segments": list(failure.segments), "reason": failure.reason}
            for failure in book.outcome.failed
        ],
        **({"gate": _to_json(verdict)} if verdict else {}),
    }


def _to_json(verdict: Verdict) -> dict[str, object]:
    from narrator.delivery.report import to_json

    return to_json(verdict)


def _tell(book: Book, verdict: Verdict | None) -> str:
    made = sum(file.made for file in book.files)
    voices = set(book.prepared.cast.voices.values())
    summary = (
        f"{book.prepared.script.metadata.title}: {count(len(book.chapters), 'chapter')}, "
        f"{say_length(book.seconds)}, {count(len(voices), 'voice')}; "
        f"{count(book.outcome.made, 'clip')} made, {count(made, 'file')} written."
    )
    files = _tell_files(book) or [f"  Nothing is bound: {_tell_lack(book)}."]
    told = ["", tell_verdict(verdict)] if verdict else [_suggest(book)]
    return "\n".join([summary, *files, *told])


def _tell_files(book: Book) -> list[str]:
    """Name the first file, which is the m4b where there is one, and where the others are."""
    rest = [f"  and {len(book.files) - 1} more in {book.folder}"] if len(book.files) > 1 else []
    return [f"  {file.path}" for file in book.files[:1]] + rest


def _tell_lack(book: Book) -> str:
    chosen = book.prepared.plan.chosen
    return "no chapter is whole" if chosen else "of what was asked for, this book has nothing"


def _suggest(book: Book) -> str:
    """Tell what to try next: the first thing that a listener of this book would want to change."""
    program = "narrator" if shutil.which("narrator") else sys.argv[0]
    return (
        f"Try next: {program} script {shlex.quote(str(book.prepared.path))} -o script.md"
        "   (who says what, to edit and build from)"
    )


def _tell_failures(book: Book, *, gaps: bool) -> str:
    failed = book.outcome.failed
    other = "" if gaps else ", or add --allow-gaps"
    return (
        f"{count(len(failed), 'clip')} failed. {tell_failure(failed[0])} "
        f"Everything else is made and kept: run the same command to try again{other}."
    )


def _tell_left(book: Book) -> str:
    left = book.outcome.left
    price = find_price(left, book.prepared.engines)
    return (
        f"--max-cost stopped it: {count(len(left), 'clip')} for ${price:.2f} are left. "
        "Everything else is made and kept: run the same command to go on. "
        "The limit holds for each run anew."
    )
