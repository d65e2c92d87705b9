"""What else may have been said: the text with a word left out, or with one said twice.

A listener who knows the language writes down what ought to be there. So it is asked instead which
text is likelier to be this sound: the one that was to be said, or that with a word less, or with
one twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from narrator.proof.whisper import Hearing

_DOUBTED = -4.0
"""The logarithm of a word's likelihood above which it was said for certain."""
_OF_ITSELF = 0.5
"""How much of what a doubled word loses where nothing is heard is not held against it."""
_END = re.compile(r"[.,!?]+$")


@dataclass(frozen=True, slots=True)
class Guess:
    """A word, and by how much the text is likelier in which it is left out, or said twice.

    ``gain`` is the logarithm of how many times. For a word said twice, a part of what that loses
    where there is no sound is taken off: it is unlikely of itself.
    """

    word: str
    gain: float


def guess_left_out(text: str, hearing: Hearing) -> Guess | None:
    """Guess which word was left out; None where all were said for certain."""
    words = _even(text).split()
    doubted = [at for at, likely in enumerate(hearing.weigh_words(words)) if likely < _DOUBTED]
    if len(words) < 2 or not doubted:
        return None
    whole = hearing.weigh(" ".join(words))
    gains = {at: hearing.weigh(_leave_out(words, at)) - whole for at in doubted}
    return _choose(words, gains)


def guess_twice(text: str, hearing: Hearing, nothing: Hearing) -> Guess | None:
    """Guess which word was said twice; ``nothing`` is a sound in which nobody speaks."""
    words = _even(text).split()
    if not words:
        return None
    whole, alone = hearing.weigh(" ".join(words)), nothing.weigh(" ".join(words))
    gains = {}
    for at in range(len(words)):
        twice = _say_twice(words, at)
        of_itself = nothing.weigh(twice) - alone
        gains[at] = hearing.weigh(twice) - whole - _OF_ITSELF * of_itself
    return _choose(words, gains)


def _choose(words: list[str], gains: dict[int, float]) -> Guess:
    at = max(gains, key=lambda it: gains[it])
    return Guess(_END.sub("", words[at]), round(gains[at], 2))


def _even(text: str) -> str:
    """Write as people mostly do: of several marks the last, no colon and no semicolon."""
    return re.sub(r"[:;]", ",", re.sub(r"[.!?]+(?=[.!?])", "", text))


def _leave_out(words: list[str], at: int) -> str:
    """Leave out a word; the mark after it stays, and the first word has its capital."""
    before, after = words[:at], words[at + 1 :]
    if before and (mark := _END.search(words[at])):
        before[-1] = _END.sub("", before[-1]) + mark[0]
    if not before:
        after[0] = after[0][0].upper() + after[0][1:]
    return " ".join(before + after)


def _say_twice(words: list[str], at: int) -> str:
    """Say a word twice, with the mark after it once."""
    word = words[at]
    again = word if at or word.startswith("I") else word[0].lower() + word[1:]
    return " ".join([*words[:at], _END.sub("", word) or word, again, *words[at + 1 :]])
