"""The program ``narrator``: finds the command, runs it, turns an error into a line and a code."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module, metadata
from typing import TYPE_CHECKING, NoReturn

from narrator.errors import NarratorError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "build": "make the audiobook",
    "plan": "show what would be made, and spend nothing",
    "script": "write the script: Markdown to edit, or JSON",
    "say": "say a text: the shortest way to hear something",
    "voices": "list the voices of an engine",
    "engines": "list the engines, or fetch their models",
}

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and give its exit code: see ``narrator.errors`` for what each means."""
    options = build_parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except NarratorError as error:
        print(f"narrator: {error}", file=sys.stderr)
        return error.exit_code
    except MemoryError:
        print("narrator: Memory ran out. Try again with --jobs 1.", file=sys.stderr)
        return 7
    except BrokenPipeError:  # whoever read our output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(
            "\nnarrator: Stopped. What was finished is kept: the same command goes on from here.",
            file=sys.stderr,
        )
        return INTERRUPTED


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in a line, and not the whole usage with it."""

    def error(self, message: str) -> NoReturn:
        """End the program with exit code 2."""
        self.exit(UsageError.exit_code, f"{self.prog}: {message}. {self.prog} --help tells more.\n")


def build_parser() -> argparse.ArgumentParser:
    """Build the parser with every command's own options."""
    parser = Parser(
        prog="narrator",
        description="Turns a manuscript into a chaptered, many-voiced audiobook.",
        epilog="narrator COMMAND --help tells a command's options.",
    )
    parser.add_argument(
        "--version", action="version", version=f"narrator {metadata.version('narrator')}"
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        module = import_module(f"narrator.cli.{name}")
        command = commands.add_parser(name, help=summary, description=module.__doc__)
        module.add_options(command)
        command.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
