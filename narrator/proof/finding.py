"""What is found in one clip, whatever stands beside it: kept, so that it is listened to once."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from narrator.audio.codec import check_flac
from narrator.audio.loudness import measure
from narrator.cache.key import name_by_content, sum_file
from narrator.errors import MachineError
from narrator.proof.decoder import can_decode
from narrator.proof.following import Doubt, Followed
from narrator.proof.sound import Sound, examine
from narrator.proof.words import Slip, compare, list_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from narrator.audio.clip import Clip
    from narrator.audio.loudness import Measurement
    from narrator.proof.following import Follower
    from narrator.proof.whisper import Whisper
    from narrator.proof.words import Wanted

RULES = 2
"""Part of a finding's name: changes when other things would be found."""
_SUSPICIOUS = 2.0
"""From how many wrong sounds on it is asked whether the words may be there after all."""

Extent = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found in a clip.

    ``letters`` counts those of its words in full; ``unlikely`` is by how much what was to be said
    is less likely than what was heard, as logarithms, less what the listener doubts itself: None
    where that was not asked. ``followed`` is None where nobody follows this language. ``extent`` is
    what a measurement of it has: frames, rate, start, end, peak. A ``fault`` is that of a file
    which cannot be read.
    """

    heard: str = ""
    letters: int = 0
    slips: tuple[Slip, ...] = ()
    unlikely: float | None = None
    followed: Followed | None = None
    sound: Sound | None = None
    extent: Extent = (0, 0, 0, 0, 0)
    fault: str = ""

    def to_json(self) -> str:
        """Write it, so that :func:`read_finding` gives the same again."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def read_finding(text: str) -> Finding:
    """Read what :meth:`Finding.to_json` wrote."""
    values: dict[str, Any] = json.loads(text)
    sound, followed = values.pop("sound"), values.pop("followed")
    slips = tuple(Slip(**slip) for slip in values.pop("slips"))
    extent: Extent = tuple(values.pop("extent"))
    if sound:
        sound = Sound(**{**sound, "voice": tuple(sound["voice"])})
    if followed:
        doubts = tuple(Doubt(**doubt) for doubt in followed["doubts"])
        followed = Followed(doubts, followed["fit"])
    return Finding(**values, slips=slips, followed=followed, extent=extent, sound=sound)


def name_finding(path: Path, wanted: Wanted, ears: str) -> str:
    """Name what is found in a clip: by its bytes, what it is to say, who listens, and the rules."""
    parts = (RULES, can_decode(), sum_file(path), asdict(wanted), ears)
    return name_by_content(parts)


def find_in(path: Path, wanted: Wanted, whisper: Whisper, follower: Follower) -> Finding:
    """Listen to a clip that is to say something."""
    try:
        clip = check_flac(path)
    except MachineError:
        return Finding(fault="the file is damaged: narrator cache verify removes it")
    known = measure(clip)
    found = Finding(
        letters=sum(len(word.text) for word in list_words(wanted)),
        sound=examine(clip, known.start, known.end),
        extent=list_extent(known),
    )
    if not known.end:
        return replace(found, slips=compare(wanted, ""))
    return _find_words(found, clip, wanted, (whisper, follower))


def _find_words(
    found: Finding, clip: Clip, wanted: Wanted, hearers: tuple[Whisper, Follower]
) -> Finding:
    """Add what is heard, and what could be followed."""
    whisper, follower = hearers
    heard = whisper.write_down(clip, wanted.language)
    slips = compare(wanted, heard)
    suspicious = _weigh(slips) >= _SUSPICIOUS
    followed = follower.follow(clip, wanted, closely=suspicious)
    found = replace(found, heard=heard, slips=slips, followed=followed)
    rambling = any(slip.kind in {"extra", "repeated"} for slip in slips)
    if suspicious and (followed is None or (rambling and followed.finds_all(slips))):
        return _listen_closely(found, clip, wanted, whisper)
    return found


def _listen_closely(found: Finding, clip: Clip, wanted: Wanted, whisper: Whisper) -> Finding:
    """Listen once more, take what was meant if that is heard, and ask how likely it is."""
    again = whisper.write_down(clip, wanted.language, closely=True)
    ways = (found.slips, found.heard), (compare(wanted, again), again)
    slips, heard = min(ways, key=lambda it: _weigh(it[0]))
    found = replace(found, heard=heard, slips=slips)
    if found.followed or not heard or _weigh(slips) < _SUSPICIOUS:
        return found
    likely = whisper.weigh(clip, wanted.language, (_plain(wanted.text), heard))
    return replace(found, unlikely=None if likely is None else round(2 * likely[1] - likely[0], 2))


def _weigh(slips: Iterable[Slip]) -> float:
    return sum(slip.weight for slip in slips)


def list_extent(known: Measurement) -> Extent:
    """Give what of a measurement is the same on every machine."""
    return known.frames, known.rate, known.start, known.end, known.peak


def _plain(text: str) -> str:
    """Write a text as Whisper writes: it knows the typewriter's marks."""
    return re.sub(r"[“”\"]", "", text).replace("’", "'").replace("‘", "'")
