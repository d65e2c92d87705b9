"""English rules of fractions, and of what is printed like one: odds, marks, "24/7"."""

from __future__ import annotations

import re

from narrator.script.normal.rule import DIGITS, Pattern, Rule
from narrator.script.normal.words import (
    NUMBER,
    bare_digits,
    cardinal,
    say_amount,
    say_part,
    say_whole,
)

VULGAR = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5),
    "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8),
    "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
_VULGARS = "".join(VULGAR)
_NAMED_PARTS = {*range(2, 21), 25, 30, 32, 36, 40, 48, 50, 60, 64, 100, 1000}
_METRE = re.compile(r" time\b(?! (?:in|as|and))")
"""After a fraction, what music is in: "three four time"."""
_ODDS = re.compile(r"\b[Oo]dds (?:of |at |were |are )?$")
_BET = re.compile(r" (?:odds|favou?rite|outsider|shot|on\b|against)\b")
_MARKS = re.compile(r" (?:stars?|points?|marks?)\b")
_SIGHT = re.compile(r"\b(?:vision|sight|eyesight|acuity|seen? at)\b")


def _say_mixed(found: re.Match[str]) -> str:
    """Say "2½", "2 1/2", "¾" and "2⅛": "two and a half"."""
    whole, vulgar = found.group("whole", "vulgar")
    above, below = VULGAR[vulgar] if vulgar else map(int, found.group("above", "below"))
    if not whole:
        return say_part(above, below)
    part = re.sub("^one ", "an " if below in {8, 11, 18} else "a ", say_part(above, below))
    return f"{say_whole(whole)} and {part}"


def _is_mixed(found: re.Match[str]) -> bool:
    """Tell whether a whole number goes with the part that follows it."""
    if found["vulgar"]:
        return True
    above, below = map(int, found.group("above", "below"))
    return above < below and below in _NAMED_PARTS


def _say_fraction(found: re.Match[str]) -> str:
    above, below = int(bare_digits(found[1])), int(bare_digits(found[2]))
    if "⁄" in found[0] and above > below > above % 10 > 0:
        part = say_part(above % 10, below)  # the whole number lost its space: 22⁄3 is 2 2⁄3
        return f"{cardinal(above // 10)} and {re.sub('^one ', 'a ', part)}"
    joint = _join_otherwise(found, above, below)
    if joint:
        return f"{cardinal(above)}{joint}{cardinal(below)}"
    if above <= max(below, 20) and (below in _NAMED_PARTS or (above == 1 and below % 10 == 0)):
        return say_part(above, below)
    return f"{say_whole(found[1])} over {say_whole(found[2])}"


def _join_otherwise(found: re.Match[str], above: int, below: int) -> str:
    """Return what stands between two numbers that are no fraction: odds, marks, names; else ""."""
    text, start, end = found.string, found.start(), found.end()
    if (above, below) in {(20, 20), (50, 50), (7, 7)}:
        return "-"
    sighted = above == 20 and _SIGHT.search(text, max(0, start - 40))
    metre = below in {2, 4, 8} and above > 1 and _METRE.match(text, end)
    if (above, below) in {(24, 7), (9, 11), (4, 4), (2, 2)} or sighted or metre:
        return " "
    if above == below > 1 or _MARKS.match(text, end):
        return " out of "
    if below == 1 or _ODDS.search(text, 0, start) or _BET.match(text, end):
        return " to "
    return ""


def _say_parts(found: re.Match[str]) -> str:
    """Say "1/100th", "3/4s", and "1/125s", as long as a picture takes."""
    part = say_part(int(found[1]), int(found[2]))
    return part if found[3] or len(found[2]) == 1 or found[0][-1] != "s" else f"{part} of a second"


def _say_of(found: re.Match[str]) -> str:
    """Say how many of how many: "four point five out of five"."""
    return f"{say_amount(found[1])} out of {say_whole(found[2])}"


FRACTIONS = (
    Rule(
        "fractions",
        Pattern(r"(?<![\w.,/])([0-9]{1,3})/([0-9]{1,4})(?:(th|rd|nd|st)s?|s)\b"),
        _say_parts,
        frozenset("/"),
    ),
    Rule(
        "fractions",
        Pattern(r"(?<![\w.,/])([0-9]{1,3}\.[0-9]{1,2})/([0-9]{1,4})(?![\w/]|[.,][0-9])"),
        _say_of,
        frozenset("/"),
    ),
    Rule(
        "fractions",
        Pattern(
            rf"(?<![\w.,/])(?:(?P<whole>{NUMBER})(?:[ \u00a0-]|(?=[{_VULGARS}])|\u2064)"
            rf"|(?=[{_VULGARS}]))"
            rf"(?:(?P<vulgar>[{_VULGARS}])|(?P<above>[0-9]{{1,3}})[/⁄](?P<below>[0-9]{{1,4}})"
            r"(?![\w/]|[.,][0-9]))"
        ),
        lambda found: _say_mixed(found) if _is_mixed(found) else None,
        DIGITS | frozenset(VULGAR),
    ),
    Rule(
        "fractions",
        Pattern(rf"(?<![\w.,/])({NUMBER})[/⁄]({NUMBER})(?![\w/]|[.,][0-9])"),
        _say_fraction,
        frozenset("/⁄"),
    ),
)
