"""The log: every event of a run as a JSON object on a line of its own, for programs to read."""

from __future__ import annotations

import json
import sys
import threading
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
    from collections.abc import Iterator, Sequence

    from narrator.cache.key import Json
    from narrator.queue.events import Event, Listener


class Log:
    """Where a run's lines go: any number of files, also none. Threads may share it."""

    def __init__(self, files: Sequence[TextIO]) -> None:
        self._files = files
        self._lock = threading.Lock()

    def note(self, event: Event, **about: Json) -> None:
        """Add an event, and what is to be said about it: of which title it tells."""
        if self._files:
            self.write({**about, **to_json(event)})

    def write(self, line: dict[str, Json]) -> None:
        """Add a line, with the moment in front."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        text = json.dumps({"at": now, **line}, ensure_ascii=False)
        with self._lock:
            for file in self._files:
                print(text, file=file)


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
def logging(arguments: argparse.Namespace) -> Iterator[Log]:
    """Give the log that was asked for.

    An error of ours that ends the run is its last line, with its exit code.
    """
    with ExitStack() as stack:
        files: list[TextIO] = [sys.stderr] if arguments.log == "json" else []
        if arguments.log_file:
            with translate_os_errors(arguments.log_file):
                files.append(stack.enter_context(_open(arguments.log_file)))
        log = Log(files)
        try:
            yield log
        except NarratorError as error:
            log.write({"event": "stopped", "code": error.exit_code, "message": str(error)})
            raise


@contextmanager
def listening(arguments: argparse.Namespace) -> Iterator[Listener]:
    """Give what is to hear the events of one book: the log, and the bar where that is wanted."""
    with logging(arguments) as log, ExitStack() as stack:
        progress = None if arguments.log == "json" else stack.enter_context(Progress(sys.stderr))

        def hear(event: Event) -> None:
            log.note(event)
            if progress:
                progress.show(event)

        yield hear


def _open(path: Path) -> TextIO:
    """Open a log to add to; each line is handed to the system when it is written."""
    return path.open("a", encoding="utf-8", errors="backslashreplace", buffering=1)
