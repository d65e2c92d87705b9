"""Following the words of a text in a clip: which are left out, or said twice.

Whisper writes what people would have said: a word that is said twice it writes once, and a small
one that is missing it puts in. A recogniser that may say nothing but the text, only without some of
its words or with some of them twice, has no such habits.
"""

from __future__ import annotations

import difflib
import itertools
import math
import threading
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from narrator.proof.decoder import Decoder, can_decode
from narrator.proof.whisper import RATE, resample
from narrator.proof.words import list_spoken, spell_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from narrator.audio.clip import Clip
    from narrator.proof.decoder import Way
    from narrator.proof.words import Slip, Wanted

_LEFT_OUT, _SAID_AGAIN = 1e-4, 1e-3
"""How likely a word is to be left out or said again, where its sound leaves that open."""
_ON_END = 3
"""How many words on end may be."""
_MOST_WORDS = 120
"""Texts that are longer are not followed: it would take too long."""
_MOST_CHANGES = 8
"""Changes above which these are not the words at all, and are not weighed one by one."""
_LIKELY = {"missing": 15.0, "repeated": 10.0, "other": 25.0}
"""The gain from which a doubt is to be believed where a listener has it too."""
_NO_FIT = -6.0
"""The fit below which these are other words."""
_NOT_AT_ALL = 999.0
"""The gain where the text as it stands is not in the sound."""
_FRAMES = 100
"""PocketSphinx's frames in a second."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that seem to be left out, said again, or said for others.

    ``gain`` is by how much likelier the sound is so than as the text stands, as a logarithm.
    """

    kind: Literal["missing", "repeated", "other"]
    said: str
    heard: str
    gain: float

    @property
    def is_likely(self) -> bool:
        """Whether it is to be believed where somebody else has the same doubt."""
        return self.gain >= _LIKELY[self.kind]

    def is_shared(self, slips: Iterable[Slip]) -> bool:
        """Tell whether a listener's slips are where the words could not be followed."""
        if self.kind == "repeated":
            return any(f" {self.heard} " in f" {slip.heard} " for slip in slips)
        words = set(spell_out(self.said).split())
        ours = (slip for slip in slips if slip.kind != "misheard")
        return any(not words.isdisjoint(slip.said.split()) for slip in ours)


@dataclass(frozen=True, slots=True)
class Followed:
    """How a text was followed in a clip.

    ``fit`` is how well its sounds fit, as a logarithm a frame: 0 at best, None where nobody asked,
    -999 where the text is not there.
    """

    doubts: tuple[Doubt, ...] = ()
    fit: float | None = None

    def finds_all(self, slips: Sequence[Slip]) -> bool:
        """Tell whether the words are there, where a listener heard others."""
        if self.fit is None or self.fit < _NO_FIT:
            return False
        return not any(doubt.is_likely and doubt.is_shared(slips) for doubt in self.doubts)


class Follower:
    """Follows texts in clips, with models that are loaded for the first.

    Threads may share it: it serves one at a time, as PocketSphinx would (it holds Python's lock).
    """

    def __init__(self) -> None:
        self._alone = threading.Lock()

    def follow(self, clip: Clip, wanted: Wanted, *, closely: bool = False) -> Followed | None:
        """Follow a text in a clip that is to say it; ``closely`` asks how well it fits.

        None where nobody here can: it takes English, and PocketSphinx.
        """
        words = list_spoken(wanted)
        if wanted.language != "en" or not 0 < len(words) <= _MOST_WORDS or not can_decode():
            return None
        with self._alone:
            return self._follow(_to_bytes(clip), words, wanted.list_sounds(), closely=closely)

    def _follow(
        self, sound: bytes, words: Sequence[str], sounds: Mapping[str, str], *, closely: bool
    ) -> Followed:
        self._quick.learn(sounds)
        said = self._quick.hear(sound, list(_list_ways(words)))
        changes = list(_list_changes(words, said)) if said else []
        if not (changes or closely):
            return Followed()
        self._exact.learn(sounds)
        plain = self._exact.score(sound, words)
        doubts = tuple(_weigh(self._exact, sound, words, changes[:_MOST_CHANGES], plain))
        frames = len(sound) / 2 / RATE * _FRAMES
        return Followed(doubts, round(max(-_NOT_AT_ALL, plain / frames), 2))

    @cached_property
    def _quick(self) -> Decoder:
        return Decoder(exact=False)

    @cached_property
    def _exact(self) -> Decoder:
        return Decoder(exact=True)


@dataclass(frozen=True, slots=True)
class _Change:
    """A place where other words are said: those from ``start`` to ``end`` are ``instead``."""

    start: int
    end: int
    instead: tuple[str, ...]

    def apply(self, words: Sequence[str]) -> list[str]:
        return [*words[: self.start], *self.instead, *words[self.end :]]

    def find_kind(self, words: Sequence[str]) -> Literal["missing", "repeated", "other"]:
        if not self.instead:
            return "missing"
        again = self.start == self.end or _stutters(self.apply(words)) > _stutters(words)
        return "repeated" if again else "other"


def _stutters(words: Sequence[str]) -> int:
    return sum(word == after for word, after in itertools.pairwise(words))


def _list_ways(words: Sequence[str]) -> Iterator[Way]:
    """List how a text may be said: each word after the last, or after some left out, or again.

    State ``n`` is where ``n`` words are behind. No way is without a word: sounds depend on those of
    the word beside it.
    """
    count = len(words)
    for place, word in enumerate(words):
        for out in range(min(_ON_END, place) + 1):
            yield place - out, place + 1, _LEFT_OUT**out, word
        for back in range(min(_ON_END, count - place)):
            yield place + 1 + back, place + 1, _SAID_AGAIN, word
    for out in range(1, min(_ON_END, count - 1) + 1):
        last = count - 1 - out
        yield last, count, _LEFT_OUT**out, words[last]


def _list_changes(words: Sequence[str], said: Sequence[str]) -> Iterator[_Change]:
    steps = difflib.SequenceMatcher(None, words, said, autojunk=False).get_opcodes()
    for step, start, end, first, last in steps:
        if step != "equal":
            yield _Change(start, end, tuple(said[first:last]))


def _weigh(
    decoder: Decoder, sound: bytes, words: Sequence[str], changes: Sequence[_Change], plain: float
) -> Iterator[Doubt]:
    """Weigh each change alone against the text as it stands, which scores ``plain``."""
    for it in changes:
        gain = _NOT_AT_ALL
        if plain > -math.inf:
            gain = min(_NOT_AT_ALL, decoder.score(sound, it.apply(words)) - plain)
        if gain > 0:
            said, heard = " ".join(words[it.start : it.end]), " ".join(it.instead)
            yield Doubt(it.find_kind(words), said, heard, round(gain, 1))


def _to_bytes(clip: Clip) -> bytes:
    sound = np.clip(resample(clip) * 32768, -32768, 32767).astype("<i2")
    return sound.tobytes()
