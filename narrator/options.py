"""What one build is asked for: the command line's options, a catalogue's row, a program's call."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from narrator.audio.mastering import LISTEN, Mastering
from narrator.book.bind import FORMATS
from narrator.errors import UsageError
from narrator.script import DEFAULT_THRESHOLD
from narrator.script.credits import NO_CREDITS, Credits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from narrator.delivery.profile import Master


@dataclass(frozen=True, slots=True)
class Options:
    """What one build is asked for.

    ``voice`` is the narrator's; ``cast`` a cast file, which is otherwise looked for beside the
    manuscript; ``lexicon`` a file of how words are said, likewise; ``threshold`` the confidence,
    0 to 1, below which the narrator reads a line;
    ``chapters``, ``segments`` and ``speakers`` the only ones to make, ``entries`` (in small
    letters) the words of the lexicon whose segments alone are made, and ``failed`` only what
    failed when it was last tried; ``reading`` what is read out, as ``name=value``, before what
    ``book.toml`` beside the manuscript says; ``part_hours`` how long a file of the whole book may
    be before it is made in parts, 0 for any length, None for what ``book.toml`` says, else
    ``usual_part_hours``; ``recast`` chooses voices anew instead of
    leaving everybody the one they had; ``chat`` asks the chat model of the settings about lines
    that are not sure; ``fresh`` asks for another take of every line to be made;
    ``max_cost`` is the most US dollars to spend; ``allow_gaps`` binds a book although segments of
    it failed; ``unchecked`` builds it although words of the manuscript would be lost, moved or
    doubled; ``metadata`` is what is known better than the manuscript has it, by the names of
    :data:`narrator.manuscript.details.NAMES`; ``mastering`` is what the finished sound is to be;
    ``credits`` which are said where the book's own file says nothing of them; ``sample`` the
    seconds of a sample to be cut from the book, 0 for none; ``square_cover`` makes the cover one.
    """

    voice: str | None = None
    cast: Path | None = None
    lexicon: Path | None = None
    threshold: float = DEFAULT_THRESHOLD
    chapters: frozenset[int] | None = None
    segments: frozenset[str] | None = None
    speakers: frozenset[str] | None = None
    entries: frozenset[str] | None = None
    failed: bool = False
    reading: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("m4b", "mp3")
    part_hours: float | None = None
    usual_part_hours: float = 0.0
    recast: bool = False
    chat: bool = False
    fresh: bool = False
    max_cost: float = math.inf
    allow_gaps: bool = False
    unchecked: bool = False
    metadata: Mapping[str, Any] = field(default_factory=dict)
    mastering: Mastering = LISTEN
    credits: Credits = NO_CREDITS
    sample: float = 0.0
    square_cover: bool = False


def for_profile(
    options: Options, master: Master, *, formats: Sequence[str] | None = None
) -> Options:
    """Give the options for files as a profile wants them.

    ``formats`` are those that somebody asked for; without them, the profile's are made. Raises
    UsageError where the profile wants some that nobody can make.
    """
    wanted = tuple(formats or master.formats or options.formats)
    if unknown := [name for name in wanted if name not in FORMATS]:
        raise UsageError(
            f"The profile wants the format {unknown[0]}, which cannot be made. "
            f"Add --format with some of: {', '.join(FORMATS)}."
        )
    said = Credits(
        opening=master.credits,
        closing=master.credits,
        disclosure=master.disclosure,
        own_files=master.own_files,
    )
    return replace(
        options,
        mastering=master.mastering,
        credits=said,
        sample=master.sample,
        square_cover=master.square_cover,
        usual_part_hours=master.part_hours,
        formats=wanted,
    )
