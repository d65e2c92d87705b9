"""How much the server takes from its clients, and how long it waits for them."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What is more, or slower, than this is refused or cut off. Sizes in bytes, times in seconds.

    The length of a text is in :mod:`narrator.server.schema`, with the ranges of all parameters.
    """

    body: int = 50 * MIB
    """Of a request's body, and of one message on a WebSocket."""
    json: int = 8 * MIB
    """Of a body that must be parsed letter by letter, which holds up everybody else."""
    requests: int = 16
    """How many requests that make or take sound are served at once; the next gets 429."""
    sockets: int = 256
    """How many connections are held at once; the next gets 503."""
    silence: float = 20.0
    """Until a connection says what it wants, and between two pieces of a body."""
    upload: float = 120.0
    """For a whole body."""
    stall: float = 60.0
    """For a client that takes nothing of what it is sent."""
    idle: float = 120.0
    """On a WebSocket on which nothing is being spoken, until the client's next message."""
