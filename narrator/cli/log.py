"""The log: every event of a run as a JSON object on a line of its own, for programs to read."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from narrator.cache.store import translate_os_errors
from narrator.cli.progress import Progress
from narrator.errors import NarratorError
from narrator.queue.events import to_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from narrator.queue.events import Event, Listener


def add_log(parser: argparse.ArgumentParser) -> None:
    """Add how a run is told of while it lasts."""
    parser.add_argument(
        "--log",
        choices=("text", "json"),
        default="text",
        help="json: every event as a JSON object on a line of standard error, instead of the bar",
    )
    parser.add_argument(
        "--log-file", type=Path, metavar="FILE", help="add these lines to a file, beside the bar"
    )


@contextmanager
def listening(arguments: argparse.Namespace) -> Iterator[Listener]:
    """Give what is to hear the events: the bar or lines of JSON, and the log file.

    An error of ours that ends the run is the log's last line, with its exit code.
    """
    with ExitStack() as stack:
        logs: list[TextIO] = [sys.stderr] if arguments.log == "json" else []
        if arguments.log_file:
            with translate_os_errors(arguments.log_file):
                logs.append(stack.enter_context(_open(arguments.log_file)))
        progress = None if arguments.log == "json" else stack.enter_context(Progress(sys.stderr))

        def hear(event: Event) -> None:
            for log in logs:
                _write(log, to_json(event))
            if progress:
                progress.show(event)

        try:
            yield hear
        except NarratorError as error:
            for log in logs:
                _write(log, {"event": "stopped", "code": error.exit_code, "message": str(error)})
            raise


def _open(path: Path) -> TextIO:
    """Open a log to add to; each line is handed to the system when it is written."""
    return path.open("a", encoding="utf-8", buffering=1)


def _write(log: TextIO, line: Mapping[str, object]) -> None:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    print(json.dumps({"at": now, **line}, ensure_ascii=False), file=log)
