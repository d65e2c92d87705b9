"""What is found in one clip, whatever stands beside it: kept, so that it is listened to once."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from narrator.audio.codec import check_flac
from narrator.audio.loudness import measure
from narrator.cache.key import name_by_content, sum_file
from narrator.errors import MachineError
from narrator.proof.sound import Sound, examine
from narrator.proof.words import Slip, compare, list_words

if TYPE_CHECKING:
    from pathlib import Path

    from narrator.audio.loudness import Measurement
    from narrator.proof.whisper import Whisper

RULES = 1
"""Part of a finding's name: changes when other things would be found."""
_SUSPICIOUS = 2.0
"""From how many wrong sounds on it is asked whether the words may be there after all."""

Extent = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found in a clip.

    ``letters`` counts those of its words in full; ``unlikely`` is by how much what was to be said
    is less likely than what was heard, as logarithms, less what the listener doubts itself: None
    where that was not asked. ``extent`` is what a measurement of it has: frames, rate, start, end,
    peak. A ``fault`` is that of a file which cannot be read.
    """

    heard: str = ""
    letters: int = 0
    slips: tuple[Slip, ...] = ()
    unlikely: float | None = None
    sound: Sound | None = None
    extent: Extent = (0, 0, 0, 0, 0)
    fault: str = ""

    def to_json(self) -> str:
        """Write it, so that :func:`read_finding` gives the same again."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def read_finding(text: str) -> Finding:
    """Read what :meth:`Finding.to_json` wrote."""
    values: dict[str, Any] = json.loads(text)
    sound = values.pop("sound")
    slips = tuple(Slip(**slip) for slip in values.pop("slips"))
    extent: Extent = tuple(values.pop("extent"))
    if sound:
        sound = Sound(**{**sound, "voice": tuple(sound["voice"])})
    return Finding(**values, slips=slips, extent=extent, sound=sound)


def name_finding(path: Path, text: str, language: str, ears: str) -> str:
    """Name what is found in a clip: by its bytes, what it is to say, who listens, and the rules."""
    parts = (RULES, sum_file(path), text, language, ears)
    return name_by_content(parts)


def find_in(path: Path, text: str, language: str, whisper: Whisper) -> Finding:
    """Listen to a clip that is to say a text. ``language`` has two letters."""
    try:
        clip = check_flac(path)
    except MachineError:
        return Finding(fault="the file is damaged: narrator cache verify removes it")
    known = measure(clip)
    heard = whisper.write_down(clip, language) if known.end else ""
    slips = compare(text, heard, language)
    unlikely = None
    if heard and sum(slip.weight for slip in slips) >= _SUSPICIOUS:
        likely = whisper.weigh(clip, language, (_plain(text), heard))
        unlikely = None if likely is None else round(2 * likely[1] - likely[0], 2)
    return Finding(
        heard=heard,
        letters=sum(len(word.text) for word in list_words(text, language)),
        slips=slips,
        unlikely=unlikely,
        sound=examine(clip, known.start, known.end),
        extent=list_extent(known),
    )


def list_extent(known: Measurement) -> Extent:
    """Give what of a measurement is the same on every machine."""
    return known.frames, known.rate, known.start, known.end, known.peak


def _plain(text: str) -> str:
    """Write a text as Whisper writes: it knows the typewriter's marks."""
    return re.sub(r"[“”\"]", "", text).replace("’", "'").replace("‘", "'")
