"""Serve an engine's voices over HTTP, as Fish Audio and OpenAI do, and the studio's page."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.cli import options as shared
from narrator.engines import make_engine
from narrator.errors import MachineError

if TYPE_CHECKING:
    import socket

KEY = "NARRATOR_SERVER_KEY"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what serve takes."""
    parser.add_argument("--engine", metavar="NAME", help="who speaks (default: kokoro)")
    shared.add_cache(parser)
    parser.add_argument(
        "--output", type=Path, metavar="FOLDER", help="books go to FOLDER/<title>/ (output)"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="where to listen (default: this machine only)"
    )
    parser.add_argument(
        "--port", type=parse_port, default=8080, help="0 takes any that is free (default: 8080)"
    )
    parser.add_argument(
        "--books",
        type=Path,
        metavar="FOLDER",
        help="the manuscripts that the page works on (default: books in the user's data folder)",
    )
    parser.add_argument(
        "--key", help=f"what clients must bear; better set {KEY}, which nobody else can read"
    )


def parse_port(text: str) -> int:
    """Read a port's number."""
    if not (text.isascii() and text.isdecimal() and int(text) < 1 << 16):
        raise argparse.ArgumentTypeError(f"a number from 0 to 65535 is needed, not {text!r}")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C, or until the system says that it is time to end."""
    try:
        from narrator.server.serving import bind, check_access, make_server, offering
    except ImportError as error:
        raise MachineError(
            f'Serving needs {error.name}. Type: pip install "narrator[server]"'
        ) from error

    key = arguments.key if arguments.key is not None else os.environ.get(KEY) or None
    check_access(arguments.host, key)
    settings = shared.settings_from(arguments)
    engine = make_engine(settings.engine, settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    offer = offering(engine, settings, books=arguments.books)
    with bind(arguments.host, arguments.port) as listener, offer as service:
        print(f"{engine.name} speaks at {_address(listener)} (Ctrl-C ends it)", file=sys.stderr)
        with suppress(KeyboardInterrupt):
            make_server(service, key).run([listener])
    return 0


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
