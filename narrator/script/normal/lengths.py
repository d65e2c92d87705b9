"""English rules of lengths with marks: feet and inches, and how an amount before a unit is said."""

from __future__ import annotations

import re

from narrator.script.normal.parts import VULGAR
from narrator.script.normal.rule import DIGITS, Pattern, Rule
from narrator.script.normal.words import (
    DECIMAL,
    is_one,
    say_amount,
    say_part,
    say_whole,
    stop_at_end,
)

_FREE = r"(?<![\w.,])(?<![0-9][-–:/⁄])"
VULGARS = "".join(VULGAR)
AMOUNT = (
    rf"(?P<first>{DECIMAL})(?P<vulgar>[{VULGARS}])?"
    rf"(?:[ \u00a0]?[-–−][ \u00a0]?(?P<last>{DECIMAL}))?"
)


def say_count(found: re.Match[str]) -> str:
    """Say the amount before a unit: "two and a half", "five to ten"."""
    said = say_amount(found["first"])
    if found["vulgar"]:
        above, below = VULGAR[found["vulgar"]]
        said += " and " + re.sub("^one ", "an " if below == 8 else "a ", say_part(above, below))
    return f"{said} to {say_amount(found['last'])}" if found["last"] else said


NOUN = re.compile(
    r" (?!(?:and|by|x|in|to|or|of|long|wide|high|deep|tall|thick|from|on|at|for|with|is|was|were"
    r"|are|has|had|apart|away|off|above|below|more|less|ahead|behind|before|after|later|per|out"
    r"|up|down|into|as|than|but|that|which|when|where|if|so|between|across|each|every)\b)[a-z]"
)
"""A thing that is measured, after its inches: "a two inch pipe"."""
_ARTICLE = re.compile(r"\b(?:an?|another|each|every)\s+$", re.IGNORECASE)
_SOME = re.compile(
    r"\b(?:the|this|that|his|her|its|my|your|our|their|two|three|four|five|six|seven|eight|nine|ten"
    r"|several)\s+$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r" (?:\w+(?:ed|ing|ly|self)|he|she|it|they|we|you|i|my|our|his|her|their|your|this|these|those"
    r"|there|the|an?|will|would|can|could|should|must|may|might|do|does|did|be|been|not|no|who|whom"
    r"|since|until|till|through|throughout|over|under|along|against|round|around|back|down|within"
    r"|without|because|while|left|went|came|made|took|seem|seems|seemed|only|too|either|yet|ago|worth|now|then|still|all|just"
    r"|here|today|tomorrow|tonight|yesterday|such|some|any|both|extra|short|shy|old|due|gone|lost|won"
    r"|north|south|east|west|northeast|northwest|southeast|southwest|inland|upstream|downstream)\b"
)
"""What stands after a length that is no kind of thing: "the 5 km he walked"."""
_SIZED = re.compile(r" (?:tall|long|wide|high|deep|thick)(?= [a-z])")


def tells_kind(text: str, start: int, end: int) -> bool:
    """Tell whether the amount from ``start`` to ``end`` says of what kind a thing is.

    So it does in "a 5kg bag", "two $5 bills", "the 100 m sprint".
    """
    sized = _SIZED.match(text, end)
    if _ARTICLE.search(text, 0, start):
        return bool(NOUN.match(text, sized.end() if sized else end))
    one_of_some = _SOME.search(text, 0, start) and not _CLAUSE.match(text, end)
    return bool(one_of_some and NOUN.match(text, end))


MIXED = re.compile(rf"[0-9][ \u00a0-]?(?:[{VULGARS}]|[0-9]+/[0-9]+|[0-9]⁄[0-9]+)$")
"""A whole number and a part of one."""


def _say_height(found: re.Match[str]) -> str:
    feet, inches = found["feet"], found["inches"]
    said = f"{say_whole(feet)} {'foot' if feet == '1' or inches else 'feet'}"
    return f"{said} {say_amount(inches)}" if inches else said


_OPEN = re.compile(r"(?:^|[\s(\[—–-])\"(?=[^\s\"])[^\"]*$")
"""A quotation mark that is still open."""
_INCHES = re.compile(rf"[0-9{VULGARS}]\"")


def _say_inches(found: re.Match[str]) -> str | None:
    """Say the mark of inches, unless it closes what somebody says."""
    if _closes_speech(found):
        return None
    single = is_one(found["first"]) and not found["vulgar"]
    noun = NOUN.match(found.string, found.end())
    return f"{say_count(found)} {'inch' if single or noun else 'inches'}"


def _say_inch(found: re.Match[str]) -> str | None:
    """Say the mark of inches after a fraction."""
    if _closes_speech(found):
        return None
    whole = MIXED.search(found.string, 0, found.start())
    return " inches" if whole and not NOUN.match(found.string, found.end()) else " inch"


def _closes_speech(found: re.Match[str]) -> bool:
    before = _INCHES.sub("", found.string[: found.start()])
    return found[0].endswith('"') and (before.count('"') % 2 == 1 or bool(_OPEN.search(before)))


def _say_sides(found: re.Match[str]) -> str:
    """Say the sides of a thing: "ten feet by twelve feet"."""
    inches = found["mark"] in '"”″'
    names = ("inch", "inches") if inches else ("foot", "feet")
    said = [f"{say_amount(it)} {names[it != '1']}" for it in found.group("first", "second")]
    return " by ".join(said)


def _say_feet(found: re.Match[str]) -> str:
    """Say "6 ft 2 in" in full."""
    feet, inches, half = found.group("feet", "inches", "half")
    said = f"{say_whole(feet)} {'foot' if feet == '1' else 'feet'} {say_amount(inches)}"
    if half:
        said += f" and a {'half' if half == '½' else 'quarter'}"
    return f"{said} {'inch' if inches == '1' and not half else 'inches'}{stop_at_end(found)}"


SIDES = Rule(
    "units",
    Pattern(
        rf"(?<![\w.,/'’\"“‘-])(?P<first>{DECIMAL})(?P<mark>['’′\"”″]) ?(?:x|×|by) ?"
        rf"(?P<second>{DECIMAL})(?P=mark)(?!\w)"
    ),
    _say_sides,
    DIGITS,
)
"""A thing by its sides: 10' x 12'."""

FEET = (
    Rule(
        "units",
        Pattern(
            rf"{_FREE}(?P<feet>[0-9]{{1,3}})[ \u00a0]?(?:ft|feet)\.?,?[ \u00a0]"
            r"(?P<inches>[0-9]{1,2}(?:\.[0-9]+)?)(?P<half>[½¼])?[ \u00a0]?in\b\.?"
        ),
        _say_feet,
        DIGITS,
    ),
    Rule(
        "units",
        Pattern(
            r"(?<![\w.,'’\"“‘])(?P<feet>[0-9]{1,3})(?:['’′][ \u00a0]?(?P<inches>[0-9]{1,2})"
            r"(?:[\"”″]|''|(?!\w))|′)"
        ),
        _say_height,
        frozenset("'’′"),
    ),
    Rule(
        "units",
        Pattern(rf"(?<![\w.,/'’\"“‘-])(?![0-9]{{4}}){AMOUNT}(?P<mark>[\"″])(?![\w\"])"),
        _say_inches,
        frozenset('"″'),
    ),
    Rule(
        "units",
        Pattern(r"(?<=[0-9]/[248])(?P<mark>[\"″])|(?<=[0-9]/(?:16|32|64))(?P<fine>[\"″])"),
        _say_inch,
        frozenset('"″'),
    ),
    Rule(
        "units",
        Pattern(
            r"(?<![\w.,'’\"“‘])(?P<feet>[0-9]{1,3})(?P<inches>(?!))?['’]"
            r"(?:(?= (?:deep|high|tall|wide|long|above|below|x|by)\b)"
            r"|(?:(?<=^.['’])|(?<=^..['’])|(?<=^.{3}['’]))$)"
        ),
        _say_height,
        frozenset("'’"),
    ),
)
"""Feet and inches, as people write a height or a depth."""
