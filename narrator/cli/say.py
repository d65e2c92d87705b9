"""Say a text: into a file whose suffix names the format, or as WAV to standard output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.cli import options as shared
from narrator.cli.show import say_length
from narrator.errors import UsageError
from narrator.saying import say, wav_bytes

if TYPE_CHECKING:
    import argparse


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what say takes."""
    parser.add_argument("text", metavar="TEXT", help="what to say; - reads standard input")
    parser.add_argument(
        "-o", dest="file", type=Path, metavar="FILE", help="hello.mp3, .wav, .flac, .m4a, .opus"
    )
    shared.add_engine(parser)
    shared.add_lexicon(parser)
    shared.add_cache(parser)


def run(arguments: argparse.Namespace) -> int:
    """Say it, and tell where it is and how long it plays."""
    if arguments.file is None and sys.stdout.isatty():
        raise UsageError("This would print sound on your terminal. Add -o hello.mp3")
    text = sys.stdin.read() if arguments.text == "-" else arguments.text
    settings = shared.settings_from(arguments)
    clip = say(
        text,
        arguments.file,
        voice=arguments.voice,
        settings=settings,
        lexicon=arguments.lexicon,
    )
    if arguments.file is None:
        sys.stdout.buffer.write(wav_bytes(clip))
    else:
        print(f"{arguments.file}: {say_length(clip.seconds)}", file=sys.stderr)
    return 0
