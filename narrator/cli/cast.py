"""Show who speaks, how much and in which voice, and write it into a cast file for you to edit.

In the file, aliases join two speakers, an alias of its own splits one, another name renames.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.book.folder import choose_folder
from narrator.book.names import make_file_name
from narrator.cli import options as shared
from narrator.cli.show import lay_out, shorten
from narrator.preparing import prepare
from narrator.saying import say
from narrator.script.beside import find_beside
from narrator.script.cast_file import write_roles, write_series
from narrator.script.model import NARRATOR
from narrator.script.roles import list_roles
from narrator.writing import tell_stale

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from narrator.preparing import Prepared
    from narrator.script.roles import Role

AUDITION = "audition"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what cast takes."""
    shared.add_manuscript(parser)
    shared.add_casting(parser)
    shared.add_cache(parser)
    parser.add_argument(
        "--output", type=Path, metavar="FOLDER", help="where auditions go (default: output)"
    )
    shared.add_json(parser)
    parser.add_argument(
        "-o",
        dest="file",
        type=Path,
        metavar="FILE",
        help="write the cast there (<manuscript>.cast.toml); what stands in it stays",
    )
    parser.add_argument(
        "--series",
        type=Path,
        metavar="FILE",
        help="keep everybody's voice in this file, for the other books of the series",
    )
    parser.add_argument(
        "--audition",
        action="store_true",
        help="let everybody say a line of theirs: a clip each, in the book's output folder",
    )


def run(arguments: argparse.Namespace) -> int:
    """Show the cast, and write it."""
    settings = shared.settings_from(arguments)
    options = shared.options_from(arguments)
    prepared = prepare(arguments.manuscript, options=options, settings=settings)
    shared.tell_chat(prepared)
    roles = list_roles(prepared.script, prepared.cast.voices)
    clips = {}
    if arguments.audition:
        folder = choose_folder(settings.output, prepared.script.metadata, arguments.manuscript.stem)
        for role in roles:
            clips[role.name] = folder / AUDITION / f"{make_file_name(role.name)}.wav"
            clips[role.name].parent.mkdir(parents=True, exist_ok=True)
            say(role.sample, clips[role.name], voice=role.voice, settings=settings)
    if arguments.json:
        print(json.dumps(_report(prepared, roles, clips), ensure_ascii=False, indent=1))
        return 0
    print(_tell(roles))
    for clip in clips.values():
        print(clip)
    file = arguments.file or arguments.cast or find_beside(arguments.manuscript, "cast")
    _write(file, arguments.series, prepared, roles)
    return 0


def _write(file: Path, series: Path | None, prepared: Prepared, roles: Sequence[Role]) -> None:
    if series:
        write_series(series, roles, prepared.cast.voices[NARRATOR])
    added = write_roles(file, roles, series=series)
    told = f"{added} new" if added else "nobody new"
    print(f"{file}: {told}. Edit it, then build again.", file=sys.stderr)


def _tell(roles: Sequence[Role]) -> str:
    """Lay the cast out as a table."""
    table = [("speaker", "lines", "words", "sure", "told", "voice", "also", "a line")]
    table += [
        (
            role.name,
            str(role.lines),
            str(role.words),
            f"{role.confidence:.2f}",
            ", ".join(filter(None, (role.gender, role.age))),
            role.voice,
            shorten(", ".join(role.aliases), 30),
            shorten(role.sample, 50),
        )
        for role in roles
    ]
    return lay_out(table)


def _report(prepared: Prepared, roles: Sequence[Role], clips: dict[str, Path]) -> dict[str, object]:
    """Give the cast as the documented JSON object."""
    return {
        "title": prepared.script.metadata.title,
        "narrator": prepared.cast.voices[NARRATOR],
        "speakers": [
            {**asdict(role), "clip": str(clips[role.name]) if role.name in clips else None}
            for role in roles
        ],
        "shared": [list(group) for group in prepared.cast.shared],
        "notices": [*prepared.manuscript.notices, *map(tell_stale, prepared.stale)],
    }
