"""Cut text at sentences, and texts too long for an engine at the best place that there is."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from narrator.script.turns import Turn, is_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from narrator.manuscript.model import Mark

CLOSING = r"(?:[\u00a0\u2009\u200a\u202f]?[”’\"'»›)\]}*_]|\s»)*+"
STOP = re.compile(rf"(?P<stop>(?<![.?!…؟।])[.?!…؟।]++){CLOSING}(?=\s)|[。！？]++[」』”’)）]*+")
OPENING = "“‘\"'«‹([{„—–-*_ \t\n\u00a0\u2009\u200a\u202f"
PARTED = re.compile(r"(\S)(?:\s\.){2,}\Z")
"""An ellipsis of points that are parted, and what is before it."""
FOLLOWING = re.compile(rf"[{re.escape(OPENING)}]*+(.{{1,40}})", re.DOTALL)
ABBREVIATIONS = frozenset(
    str.split(
        """
    mr mrs ms mx dr st ste prof rev hon messrs mme mlle mgr capt captn col gen lt lieut sgt serj
    maj cmdr adm gov sen rep pres insp supt bros mt ft e.g i.e viz cf vs
    """
    )
)
MAYBE_ENDS = frozenset(
    str.split(
        """
    st dr jr sr snr jnr co inc ltd corp bros esq ave rd blvd sq mt ft univ dept assn
    """
    )
)
"""Shortened words that may end a sentence: they do where a word follows that begins one."""
BEGINNERS = re.compile(
    r"(?:He|She|It|They|We|You|The|This|That|These|Those|There|Then|But|And|When|While|His|Her|Its"
    r"|Their|My|Our|What|Who|Why|How|If|In|On|As|After|Before|Nobody|Everyone|Everything|Not|So|Yet)"
    r"(?!\w)"
)
WEEKDAYS = frozenset(("Mon", "Tue", "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Sat", "Sun"))
BEFORE_NUMBERS = frozenset(
    str.split(
        """
    no nos nr p pp vol vols ch chap fig figs art sec op bk pt v vv l ll jan feb mar apr jun jul
    aug sep sept oct nov dec approx ca
    """
    )
)
BEFORE_YEARS = frozenset("bcdr") | {"fl"}
"""Letters that are "born", "circa" and the like before a year."""
NUMBER_NEXT = re.compile(r"\d|(?:[IVXLC]{2,}|[IVX](?=[.,;:)]))(?!\w)")
CLOCK = re.compile(
    r"(?:\A|[.?!…]\W+)\W*(?:At|By|Around|About|Until|Till|Before|After|From|Since|Towards?)"
    r"(?:\s(?:about|around|nearly|exactly|just|half|past|\d[\d:.]*|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|thirty|fifteen|to|until))+\s?[ap]\.\s?m\Z"
)
"""A time of day with which a sentence begins, so that it cannot end there."""
INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
INITIAL_NEXT = re.compile(r"[^\W\d_]\.")


class Piece(NamedTuple):
    """A run of a block's text, without white space at its ends."""

    start: int
    end: int


def cut_turn(text: str, turn: Turn, marks: Sequence[Mark] = ()) -> list[Piece]:
    """Cut a turn of a block's ``text`` into sentences, verse and code into lines.

    No piece goes on over a line's end, is cut inside a mark, or has nothing to say: what has not
    goes with the piece before it, or with the one after where there is none.
    """
    pieces: list[Piece] = []
    opening: int | None = None
    for start, end in _runs(text, turn, marks):
        first = start if opening is None else opening
        if is_said(text, start, end, marks):
            pieces.append(Piece(first, end))
            opening = None
        elif pieces:
            pieces[-1] = Piece(pieces[-1].start, end)
        else:
            opening = first
    return pieces


def _runs(text: str, turn: Turn, marks: Sequence[Mark]) -> Iterator[Piece]:
    """Yield the runs between the cuts of a turn that hold any character but white space."""
    edges = [turn.start, *_cuts(text, turn, marks), turn.end]
    for left, right in pairwise(edges):
        run = text[left:right]
        if run.strip():
            start = left + len(run) - len(run.lstrip())
            yield Piece(start, start + len(run.strip()))


def _cuts(text: str, turn: Turn, marks: Sequence[Mark]) -> list[int]:
    run = text[turn.start : turn.end]
    cuts = {at for at, char in enumerate(run) if char == "\n"} if "\n" in run else set()
    if turn.kind not in ("verse", "code"):
        cuts.update(sentence_ends(run))
    positions = sorted(turn.start + cut for cut in cuts)
    return [at for at in positions if not any(mark.start < at < mark.end for mark in marks)]


def sentence_ends(text: str) -> Iterator[int]:
    """Yield where a sentence of ``text`` ends and another follows: after its closing marks."""
    for stop in STOP.finditer(text):
        following = FOLLOWING.match(text, stop.end())
        if following and not _goes_on(text, stop, following[1]):
            yield stop.end()


def _goes_on(text: str, stop: re.Match[str], following: str) -> bool:
    """Tell whether the sentence goes on after what looks like its end."""
    if following[0].islower() or (following[0] == "." and stop["stop"] == "."):
        return True
    if parted := PARTED.search(text, max(0, stop.end() - 20), stop.end()):
        return parted[1] not in ".?!"
    if stop[0] == ".":
        return _is_abbreviated(text, stop.start(), following)
    hesitates = stop["stop"] is not None and stop["stop"][0] in ".…" and len(stop[0]) < 6
    return (
        hesitates
        and stop["stop"] != "."
        and text[max(0, stop.start() - 1) : stop.start()].isspace()
    )


def _is_abbreviated(text: str, end: int, following: str) -> bool:
    """Tell whether the word that ends at ``end`` is cut short by its full stop."""
    if CLOCK.search(text, max(0, end - 60), end):
        return True
    before = text[max(0, end - 40) : end].split()
    word = before[-1].lstrip(OPENING) if before else ""
    begins = BEGINNERS.match(following) is not None
    if word.lower() in MAYBE_ENDS and _is_named(word, before[:-1]):
        return not begins
    if word.lower() in ABBREVIATIONS:
        return True
    if word.lower() in BEFORE_NUMBERS or word in WEEKDAYS or word in BEFORE_YEARS:
        return NUMBER_NEXT.match(following) is not None
    if word == "I":
        previous = before[-2] if len(before) > 1 else ""
        return bool(INITIAL_NEXT.match(following) or INITIAL_NEXT.fullmatch(previous))
    return bool(INITIALS.fullmatch(word)) and word[0].isupper() and not begins


def _is_named(word: str, before: list[str]) -> bool:
    """Tell whether a shortened word stands behind a name, as a street's does, or is a measure."""
    if not before:
        return False
    return (word[0].isupper() and (before[-1][0].isupper() or before[-1] == "&")) or (
        word == "ft" and before[-1][-1].isdigit()
    )


BREAKS: tuple[re.Pattern[str] | None, ...] = (
    None,  # between sentences
    re.compile(r"(?<=[;:—])\s*|(?<=[；：])"),
    re.compile(r"(?<=,)\s+|(?<=[，、])"),
    re.compile(r"\s+"),
    re.compile(r"(?=[^\u0300-\u036f\u200d\ufe0f])"),
)
"""Where a text may be cut, the best places first."""

_PAUSE = re.compile(r"[.,;:!?…—–。，、；：！？][\"'’”)]*$")
"""Before a pause: the end of a sentence or a clause."""

_UNEVEN = 1.4
"""How much longer than an even part one may be that ends at a pause."""

SHORTEST = 0.2
"""The least share of an even part that a part may have, so that no tail is too short to say."""


def split_text(text: str, limit: int) -> list[str]:
    """Split ``text`` into parts of at most ``limit`` characters, as even as good places allow.

    It is cut between sentences, else at a clause, else between words, else anywhere. The parts
    hold every character but the white space where they were cut.
    """
    text = text.strip()
    if len(text) <= limit:
        return [text] if text else []
    cut = _best_cut(text, limit)
    return split_text(text[:cut], limit) + split_text(text[cut:], limit)


def split_at_pauses(text: str, parts: int) -> list[str]:
    """Split ``text`` into about so many parts; into one where it has no pause to be cut at."""
    split = split_text(text, math.ceil(_UNEVEN * len(text.strip()) / parts))
    return split if all(_PAUSE.search(part) for part in split[:-1]) else [text.strip()]


def _best_cut(text: str, limit: int) -> int:
    """Return where to cut ``text`` once, so that few and even parts come of it in the end."""
    fewest = math.ceil(len(text) / limit)
    for pattern in BREAKS:
        for parts in (fewest, fewest + 1):
            left = parts // 2
            ideal = len(text) * left / parts
            least = max(1, SHORTEST * len(text) / parts, len(text) - (parts - left) * limit)
            most = min(left * limit, len(text) - SHORTEST * len(text) / parts)
            places = [at for at in _places(text, pattern) if least <= at <= most]
            if places:
                return min(places, key=lambda at: abs(at - ideal))
    return limit


def _places(text: str, pattern: re.Pattern[str] | None) -> Iterator[int]:
    if pattern is None:
        yield from sentence_ends(text)
    else:
        yield from (found.start() for found in pattern.finditer(text))
