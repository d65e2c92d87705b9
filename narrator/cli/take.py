"""List the takes of a book's lines, choose which is heard, or hear one by itself.

narrator build BOOK --segment 3:14 --fresh makes another take of a line.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from narrator.audio.codec import encode, find_codec
from narrator.cache.shared import open_store
from narrator.cache.store import replacing
from narrator.cli import options as shared
from narrator.cli.show import lay_out, say_length, shorten
from narrator.errors import UsageError
from narrator.preparing import prepare
from narrator.queue.job import clip_name
from narrator.queue.takes import find_takes
from narrator.saying import join_clips
from narrator.script.beside import find_beside
from narrator.script.edits import name_line, write_takes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from narrator.cache.store import FolderStore
    from narrator.preparing import Prepared
    from narrator.queue.plan import Line
    from narrator.queue.takes import Takes

_SUMMARIES = {
    "list": "list the lines that have more than one take",
    "use": "choose which take of a line is heard",
    "get": "tell where the sound of a take lies, or write it to a file",
}


class TakeRow(TypedDict):
    """A take in the report: ``chosen`` where it is the one that is heard."""

    segment: str
    speaker: str
    text: str
    take: int
    chosen: bool
    clips: list[str]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what can be done, and what it takes."""
    actions = parser.add_subparsers(metavar="ACTION", required=True, help="what to do")
    for name, act in (("list", _list), ("use", _use), ("get", _get)):
        action = actions.add_parser(name, help=_SUMMARIES[name], description=_SUMMARIES[name])
        shared.add_manuscript(action)
        if name == "list":
            shared.add_selection(action)
            shared.add_json(action)
        else:
            _add_take(action, nargs="?" if name == "get" else None)
        if name == "get":
            action.add_argument(
                "-o", dest="file", type=Path, metavar="FILE", help="line.wav, .mp3, .flac, ..."
            )
        shared.add_casting(action)
        shared.add_cache(action)
        action.set_defaults(act=act)


def _add_take(parser: argparse.ArgumentParser, nargs: str | None) -> None:
    parser.add_argument(
        "segments",
        nargs=1,
        type=shared.parse_segment,
        metavar="CHAPTER:SEGMENT",
        help="which line, by the number of plan --list",
    )
    parser.add_argument(
        "take", nargs=nargs, type=parse_take, metavar="TAKE", help="which take, by its number"
    )


def parse_take(text: str) -> int:
    """Read the number of a take, from 1 up."""
    if not (text.isascii() and text.isdecimal() and int(text[:9]) > 0):
        raise argparse.ArgumentTypeError(f"a number from 1 up is needed, not {text!r}")
    return int(text[:9])


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for."""
    settings = shared.settings_from(arguments)
    store = open_store(settings.cache, settings.shared)
    prepared = prepare(
        arguments.manuscript, options=shared.options_from(arguments), settings=settings
    )
    takes = find_takes(prepared.plan, store.look("clips"))
    return int(arguments.act(arguments, prepared, takes, store))


def _list(
    arguments: argparse.Namespace, prepared: Prepared, takes: Iterable[Takes], store: FolderStore
) -> int:
    rows = [
        row
        for it in takes
        if len(it.clips) > 1 or arguments.segments
        for row in _list_rows(it, store)
    ]
    if arguments.json:
        print(json.dumps({"takes": rows}, ensure_ascii=False, indent=1))
    elif rows:
        print(_tell(rows))
    else:
        title = prepared.script.metadata.title
        print(f"{title}: no line has more than one take. narrator build --fresh makes others.")
    return 0


def _list_rows(takes: Takes, store: FolderStore) -> Iterator[TakeRow]:
    segment = takes.line.segment
    for number, clips in takes.clips.items():
        yield TakeRow(
            segment=segment.id,
            speaker=segment.speaker,
            text=segment.text,
            take=number,
            chosen=number == takes.line.take,
            clips=[str(store.path(clip_name(clip))) for clip in clips],
        )


def _tell(rows: Iterable[TakeRow]) -> str:
    table = [("segment", "speaker", "take", "", "text", "sound")]
    table += [
        (
            row["segment"],
            row["speaker"],
            str(row["take"]),
            "heard" if row["chosen"] else "",
            shorten(row["text"], 30),
            " ".join(row["clips"]),
        )
        for row in rows
    ]
    return lay_out(table)


def _use(
    arguments: argparse.Namespace, prepared: Prepared, takes: Iterable[Takes], _: FolderStore
) -> int:
    line, _clips = _pick(takes, arguments.segments[0], arguments.take)
    path = find_beside(prepared.path, "edits")
    write_takes(path, {name_line(line.segment): arguments.take})
    print(
        f"{path}: take {arguments.take} of {shorten(line.segment.text)!r} is chosen. "
        "narrator build binds the book with it.",
        file=sys.stderr,
    )
    return 0


def _get(
    arguments: argparse.Namespace, prepared: Prepared, takes: Iterable[Takes], store: FolderStore
) -> int:
    codec = find_codec(arguments.file) if arguments.file else None
    line, clips = _pick(takes, arguments.segments[0], arguments.take)
    if codec is None:
        print(*(store.path(clip_name(clip)) for clip in clips), sep="\n")
        return 0
    rate = prepared.engines[line.voice.partition(":")[0]].capabilities().rate
    sound = join_clips(clips, store=store, rate=rate)
    with replacing(arguments.file) as path:
        encode([sound.samples], sound.rate, path, codec)
    print(f"{arguments.file}: {say_length(sound.seconds)}", file=sys.stderr)
    return 0


def _pick(takes: Iterable[Takes], segment: str, number: int | None) -> tuple[Line, tuple[str, ...]]:
    """Find a take's clips, those of the one that is heard where none is named."""
    for it in takes:
        wanted = number or it.line.take
        if clips := it.clips.get(wanted):
            return it.line, clips
        listed = " and ".join(map(str, it.clips)) or "none"
        raise UsageError(
            f"There is no take {wanted} of {segment}; at hand: {listed}. "
            f"narrator build --segment {segment} makes the first, with --fresh another."
        )
    raise UsageError(f"There is nothing to say in {segment}: it has no words.")
