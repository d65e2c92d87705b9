"""The program ``narrator``: finds the command, runs it, turns an error into a line and a code."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import time
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from narrator.errors import MachineError, NarratorError, UsageError
from narrator.memory import hold_little

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "build": "make the audiobook",
    "batch": "make many titles: a catalogue in, one report out",
    "plan": "show what would be made, and spend nothing",
    "check": "account for every word: spoken, skipped under a rule, or unknown",
    "inspect": "measure finished files against what a shop wants: a technical check",
    "proof": "listen back to what was made: the worst lines, and why",
    "script": "write the script: Markdown to edit, or JSON",
    "cast": "who speaks, how much, in which voice: a cast file to edit",
    "take": "list the takes of a line, and choose which is heard",
    "say": "say a text: the shortest way to hear something",
    "serve": "serve the voices over HTTP, as Fish Audio and OpenAI do",
    "voices": "list the voices of an engine",
    "engines": "list the engines, or fetch their models",
    "cache": "look after what is kept: stats, verify, prune",
}

INTERRUPTED = 130
_PATIENCE = 0.5
"""Seconds that threads have, all together, to see that it is over."""

_NEW_VALUES = 50_000
"""After how many new values Python looks for circles among them. A script is some hundred thousand
values that all stay and form none: looking after every 700 takes a sixth of the time of a warm run.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and give its exit code: see ``narrator.errors`` for what each means."""
    gc.set_threshold(_NEW_VALUES)
    gc.freeze()  # what is imported stays
    hold_little()
    try:
        return _flush(_run(arguments))
    except KeyboardInterrupt:
        return _stop()


def _run(arguments: Sequence[str] | None) -> int:
    """Run the command; turn whatever ends it into an exit code."""
    try:
        given = sys.argv[1:] if arguments is None else list(arguments)
        options = build_parser(given).parse_args(given)
        return int(options.run(options))
    except SystemExit as end:  # from argparse, which has said what there was to say
        return int(end.code or 0)
    except NarratorError as error:
        _tell(str(error))
        return error.exit_code
    except MemoryError:
        _tell("Memory ran out. Try again with --jobs 1.")
        return MachineError.exit_code
    except OSError as error:
        return _give_up(error)


def _flush(code: int) -> int:
    """Hand over what was printed while an error can still be told."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        return code or _give_up(error)
    return code


def _give_up(error: OSError) -> int:
    """End because of the machine: quietly where whoever read our output has read enough."""
    with suppress(OSError, ValueError):  # so that Python does not try to print the rest at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return 0
    where = f"{error.filename}: " if error.filename else ""
    _tell(f"{where}{error.strerror or error}. Mend that, then run the same command again.")
    return MachineError.exit_code


def _stop() -> int:
    """End because of Ctrl-C; a second one came while work in hand was waited for: drop that."""
    import multiprocessing
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.excepthook = lambda _: None  # what waits for a worker that is gone now
    _tell("Stopped. What was finished is kept: the same command goes on from here.")
    for worker in multiprocessing.active_children():
        worker.terminate()
    busy = [t for t in threading.enumerate() if t is not threading.main_thread() and not t.daemon]
    end = time.monotonic() + _PATIENCE
    for thread in busy:
        thread.join(timeout=max(0.0, end - time.monotonic()))
    if threading.active_count() > 1:
        os._exit(INTERRUPTED)  # Python would wait for them, or stop them wherever they are
    return INTERRUPTED


def _tell(text: str) -> None:
    with suppress(OSError):
        print(f"narrator: {text}", file=sys.stderr)


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in a line, and not the whole usage with it."""

    def parse_known_args(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  as argparse's
        """Refuse here what this command does not know, so that its own help is named."""
        known, rest = super().parse_known_args(*arguments, **named)
        if rest:
            self.error(f"nobody knows {' '.join(rest)}")
        return known, rest

    def error(self, message: str) -> NoReturn:
        """End the program with exit code 2."""
        self.exit(UsageError.exit_code, f"{self.prog}: {message}. {self.prog} --help tells more.\n")


class Version(argparse.Action):
    """Say which version this is, and end. It is looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Print the version."""
        from importlib import metadata

        print(f"narrator {metadata.version('narrator')}")
        parser.exit()


def build_parser(arguments: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Build the parser, with the options of the command that the arguments name."""
    parser = Parser(
        prog="narrator",
        description="Turns a manuscript into a chaptered, many-voiced audiobook.",
        epilog="narrator COMMAND --help tells a command's options.",
    )
    parser.add_argument("--version", action=Version, nargs=0, help="say which version this is")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        if name in arguments:
            module = import_module(f"narrator.cli.{name}")
            command = commands.add_parser(name, help=summary, description=module.__doc__)
            module.add_options(command)
            command.set_defaults(run=module.run)
        else:
            commands.add_parser(name, help=summary)
    return parser


if __name__ == "__main__":
    sys.exit(main())
