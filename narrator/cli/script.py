"""Write the script: who says what, as Markdown to edit and build from, or as JSON."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.cache.store import replacing
from narrator.cli import options as shared
from narrator.cli.show import lay_out, shorten
from narrator.preparing import prepare
from narrator.script import list_unsure, to_json, to_markdown
from narrator.script.beside import find_beside
from narrator.writing import write

if TYPE_CHECKING:
    import argparse


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what script takes."""
    shared.add_manuscript(parser)
    shared.add_casting(parser)
    shared.add_cache(parser)
    shared.add_json(parser)
    parser.add_argument(
        "-o", dest="file", type=Path, metavar="FILE", help="write there (standard output)"
    )
    parser.add_argument(
        "--unsure", action="store_true", help="list the lines below the threshold, worst first"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the script, or list what is not sure of it."""
    if arguments.unsure:
        return _list_unsure(arguments)
    prepared = prepare(
        arguments.manuscript,
        options=shared.options_from(arguments),
        settings=shared.settings_from(arguments),
    )
    shared.tell_chat(prepared)
    script, voices = prepared.script, prepared.cast.voices
    if arguments.json:
        text = json.dumps(to_json(script, voices), ensure_ascii=False, indent=1) + "\n"
    else:
        text = to_markdown(script, voices=voices, source=_name_source(arguments))
    if arguments.file is None:
        sys.stdout.write(text)
        return 0
    with replacing(arguments.file) as path:
        path.write_text(text, encoding="utf-8")
    print(f"Edit {arguments.file}, then type: narrator build {arguments.file}", file=sys.stderr)
    return 0


def _list_unsure(arguments: argparse.Namespace) -> int:
    """Show the lines whose speaker is not sure enough, and who seems to say them."""
    options = shared.options_from(arguments)
    settings = shared.settings_from(arguments)
    written = write(arguments.manuscript, options=options, settings=settings)
    everything = replace(options, threshold=0.0)
    prepared = prepare(arguments.manuscript, options=everything, settings=settings, written=written)
    shared.tell_chat(prepared)
    lines = list_unsure(prepared.script, options.threshold)
    if arguments.json:
        rows = [
            {"segment": it.id, "speaker": it.speaker, "confidence": it.confidence, "by": it.by,
             "text": it.text} for it in lines
        ]  # fmt: skip
        print(json.dumps({"unsure": rows}, ensure_ascii=False, indent=1))
        return 0
    table = [("segment", "sure", "by", "speaker", "text")]
    table += [(it.id, f"{it.confidence:.2f}", it.by, it.speaker, shorten(it.text)) for it in lines]
    print(lay_out(table))
    edits = find_beside(arguments.manuscript, "edits")
    print(f"Put one right with [[lines]], text and speaker, in {edits}.", file=sys.stderr)
    return 0


def _name_source(arguments: argparse.Namespace) -> str:
    """Name the manuscript as it is found from where the script will lie."""
    folder = arguments.file.parent if arguments.file else Path()
    return os.path.relpath(arguments.manuscript, folder)
