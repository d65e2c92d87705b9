"""The verdict on a line: from what is found in its clips, and in others of the same voice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from narrator.proof.finding import Finding
    from narrator.proof.following import Doubt, Followed
    from narrator.proof.sound import Sound
    from narrator.proof.usual import Usual
    from narrator.proof.words import Slip

THRESHOLD = 0.5
"""The score from which a line fails, where nobody says another."""

_CERTAIN = 14.0
"""How much less likely (see :class:`Finding`) words must be to be certainly not there."""
_EXTRA = 6.0
"""Added where only more is heard than was to be said: what was is likely all the same."""
_FOLLOWED = 4.0
"""By how much that is less likely to be their fault where the words could be followed."""
_ALONE = {"missing": 70.0, "repeated": 35.0, "other": 90.0}
"""The gain from which a doubt (see :mod:`narrator.proof.following`) fails a line by itself."""
_SHARED = 0.6
"""The score of a doubt that the listener shares, at least."""
_HIGH = 12.0
"""By how many dB high sounds may keep above the voice's others."""
_OTHER_VOICE, _OTHER_VOICE_SHORT = 2.0, 0.5
"""How far from its voice's others a clip's spectrum may lie, in standard deviations a band; and
what is added, divided by its seconds, because a word or two have few sounds to tell it by."""

Whose = Literal["said", "heard"]


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks against a line, with a score from 0 to 1; ``whose`` mistake it probably is."""

    score: float
    text: str
    whose: Whose = "said"


def judge(finding: Finding, usual: Usual | None) -> Iterator[Reason]:
    """Give what speaks against a clip."""
    if finding.fault:
        yield Reason(1.0, finding.fault)
        return
    yield from _judge_words(finding, usual)
    sound = finding.sound
    if sound is None or not sound.seconds:
        yield Reason(1.0, "silence")
        return
    if sound.clipped > 0.001:
        yield Reason(0.7, f"clipped ({sound.clipped:.1%} of it at full scale)")
    pause = max(0.6, 1.8 * usual.pause if usual else 1.2)
    if sound.pause > pause:
        yield Reason(_grade(sound.pause, pause), f"{sound.pause:.1f} s of silence inside")
    if usual:
        yield from _judge_among(finding, sound, usual)


def _judge_among(finding: Finding, sound: Sound, usual: Usual) -> Iterator[Reason]:
    """Give what speaks against a clip among others of its voice."""
    hiss, high = max(0.17, 3 * usual.hiss), sound.high - usual.high
    if sound.hiss > hiss or sound.floor < usual.floor - 19 or high > _HIGH:
        yield Reason(max(_grade(sound.hiss, hiss), _grade(high, _HIGH)), "noise")
    if sound.end < usual.end - 12:
        yield Reason(_grade(usual.end - sound.end, 12), "cut off: it ends abruptly")
    if usual.loudness is not None and abs(sound.loudness - usual.loudness) > 7:
        yield Reason(0.6, f"{sound.loudness - usual.loudness:+.0f} dB against its neighbours")
    if usual.seconds:
        expected = usual.seconds[0] + usual.seconds[1] * finding.letters
        off = sound.seconds / expected
        if abs(sound.seconds - expected) > 0.7 and not 0.55 < off < 1.8:
            yield Reason(0.7, f"{sound.seconds:.1f} s long, where {expected:.1f} s are usual")
    other = _OTHER_VOICE + _OTHER_VOICE_SHORT / sound.seconds
    if usual.shape and (far := usual.shape.measure(sound)) > other:
        yield Reason(_grade(far, other), "sounds like another voice")


def _judge_words(finding: Finding, usual: Usual | None) -> Iterator[Reason]:
    """Give what speaks against the words, and tell whose mistake it probably is."""
    if not finding.heard and finding.slips:
        yield Reason(1.0, "nothing is heard")
        return
    followed = finding.followed
    if followed:
        yield from _judge_doubts(followed, finding.slips)
    there = followed is not None and followed.finds_all(finding.slips)
    ours = [slip for slip in finding.slips if slip.kind != "misheard"]
    for slip in ours:
        if slip.kind == "repeated" and not there:
            yield Reason(0.8, f"repeated: {slip.heard!r}")
    if finding.slips:
        unlikely = _find_unlikely(finding, usual, ours) / (_FOLLOWED if there else 1)
        score = round(min(1.0, max(0.0, unlikely / _CERTAIN)), 2) if ours else 0.1
        told = "; ".join(_tell(slip) for slip in ours or finding.slips)
        yield Reason(score, told, "said" if score >= THRESHOLD else "heard")


def _judge_doubts(followed: Followed, slips: Sequence[Slip]) -> Iterator[Reason]:
    """Give the words that could not be followed."""
    for doubt in followed.doubts:
        score = round(min(1.0, THRESHOLD * doubt.gain / _ALONE[doubt.kind]), 2)
        if doubt.is_likely and doubt.is_shared(slips):
            score = max(_SHARED, score)
        yield Reason(score, _tell(doubt), "said" if score >= THRESHOLD else "heard")


def _find_unlikely(finding: Finding, usual: Usual | None, slips: Sequence[Slip]) -> float:
    """Tell how unlikely what was to be said is, after what the listener wrote down."""
    unlikely = finding.unlikely
    if unlikely is None:
        unlikely = sum(slip.weight for slip in slips)
    elif slips and all(slip.kind == "extra" and slip.weight > 2 for slip in slips):
        unlikely += _EXTRA
    return unlikely / 2 if usual and _lasts_for_all(finding, usual) else unlikely


def _lasts_for_all(finding: Finding, usual: Usual) -> bool:
    """Tell whether a clip is as long as all its words take, although many were not heard.

    Then it was the listener who stopped: Whisper sometimes does at the end of a sentence.
    """
    lost = sum(len(it.said.replace(" ", "")) for it in finding.slips if it.kind == "missing")
    if finding.sound is None or usual.seconds is None:
        return False
    without = usual.seconds[1] * lost
    if without < 1.0 or finding.sound.pause > usual.pause + 0.3:
        return False
    late = usual.seconds[0] + usual.seconds[1] * finding.letters - finding.sound.seconds
    return late < 0.3 * without


def _tell(slip: Slip | Doubt) -> str:
    if not slip.heard:
        return f"missing: {slip.said!r}"
    if not slip.said:
        return f"{'repeated' if slip.kind == 'repeated' else 'added'}: {slip.heard!r}"
    return f"{slip.heard!r} for {slip.said!r}"


def _grade(value: float, limit: float) -> float:
    """Score what is beyond a limit: half where it reaches it, all where it is three times that."""
    return round(min(1.0, max(THRESHOLD, 0.25 + 0.25 * value / limit)), 2)
