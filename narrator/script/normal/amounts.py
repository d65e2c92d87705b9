"""English rules of what is measured: percentages, units, degrees."""

from __future__ import annotations

import re

from narrator.script.normal.counting import VULGAR
from narrator.script.normal.rule import DIGITS, Pattern, Rule
from narrator.script.normal.units import AREAS, RATED, UNITS
from narrator.script.normal.words import (
    DECIMAL,
    is_one,
    say_amount,
    say_part,
    say_whole,
    stop_at_end,
)

_FREE = r"(?<![\w.,])(?<![0-9][-–:/])"
_BARE = {
    "in", "s", "A", "L", "V", "N", "J", "W", "h", "l", "g", "cal", "min", "pt", "sec", "mi",
    "ha", "ms", "m", "t", "MP", "ac", "AU", "Ah", "Pa", "Ω", "bar", "ins", "px", "mos",
}  # fmt: skip
"""Units that are words or letters too: they need a point, a space that does not break, or none."""
_SPACED = {
    "m", "g", "l", "W", "V", "min", "sec", "ms", "mi", "ha", "L", "t", "Pa", "Ω", "bar", "ac",
    "AU", "px", "mos", "MP",
}  # fmt: skip
"""Those of them that may stand after an ordinary space."""
_STOPPED = {
    "in", "ft", "lb", "lbs", "oz", "hr", "hrs", "min", "mins", "sec", "secs", "yd", "yds", "pt",
    "cwt", "gal", "mi", "ins", "yr", "yrs", "tsp", "tbsp", "sq ft", "sq. ft", "deg",
    "m.p.h", "h.p", "r.p.m", "c.c",
}  # fmt: skip
_NAMES = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_RATES = "|".join(sorted(map(re.escape, RATED), key=len, reverse=True))
_AREA_NAMES = "|".join(sorted(map(re.escape, AREAS), key=len, reverse=True))
_VULGARS = "".join(VULGAR)
_AMOUNT = (
    rf"(?P<first>{DECIMAL})(?P<vulgar>[{_VULGARS}])?"
    rf"(?:[ \u00a0]?[-–−][ \u00a0]?(?P<last>{DECIMAL}))?"
)


def _say_count(found: re.Match[str]) -> str:
    """Say the amount before a unit: "two and a half", "five to ten"."""
    said = say_amount(found["first"])
    if found["vulgar"]:
        above, below = VULGAR[found["vulgar"]]
        said += " and " + re.sub("^one ", "an " if below == 8 else "a ", say_part(above, below))
    return f"{said} to {say_amount(found['last'])}" if found["last"] else said


def _say_unit(found: re.Match[str], *, american: bool) -> str | None:
    unit, space, stop = found.group("unit", "space", "stop")
    if not _is_unit(found):
        return None
    if stop and unit not in _STOPPED:
        stop = ""
    ends = "." if found["stop"] and (not stop or stop_at_end(found)) else ""
    if unit == "in" and space == " " and ends:
        return None  # "the 5 that he put in."
    one, many = UNITS[unit]
    single = space == "-" or _is_measure(found) or _is_one(found)
    name = one if single else many
    if found["per"]:
        name += f" per {RATED[found['per']]}"
    joint = "-" if space == "-" else " "
    minus = "minus " if found["minus"] else ""
    return f"{minus}{_say_count(found)}{joint}{_spell(name, american=american)}{ends}"


def _is_one(found: re.Match[str]) -> bool:
    return is_one(found["first"]) and not found["vulgar"] and not found["last"]


_ARTICLE = re.compile(r"\b(?:an?|another|each|every)\s+$", re.IGNORECASE)


def _is_measure(found: re.Match[str]) -> bool:
    """Tell whether the amount says of what kind a thing is: "a 5kg bag", "a 60mph wind"."""
    text = found.string
    opens = _ARTICLE.search(text, 0, found.start())
    return bool(opens and _NOUN.match(text, found.end()))


_COUNTED = re.compile(r" (?:people|[a-z]+[^s\W]s)\b")
_NUMBERED = re.compile(r"[A-Z][a-z]*\.? $")
_RACES = {"50", "60", "100", "110", "200", "400", "800", "1500", "1,500", "3000", "5000", "10,000"}
"""Before things that are counted "m" means millions, but runners have these distances in metres."""


def _is_unit(found: re.Match[str]) -> bool:
    """Tell whether letters after a number are a unit where they might be a word or a name."""
    unit, space, first = found.group("unit", "space", "first")
    if found["per"] or (unit == "s" and "." in first):
        return True
    if not space:
        return _is_tied(found)
    if unit == "K":
        return len(first) > 2
    if unit == "in" and (
        re.match(r"[)\];]|, (?=[0-9])| [×x(]", found.string[found.end() :])
        or re.search(r"[0-9] ?[×x] ?$", found.string[: found.start()])
    ):
        return True
    return unit not in _BARE or space != " " or unit in _SPACED or bool(found["stop"])


def _is_tied(found: re.Match[str]) -> bool:
    """Tell whether letters close to a number are a unit: not in "1.2m copies", "Route 66A"."""
    unit, first, text = found["unit"], found["first"], found.string
    if unit == "m" and _COUNTED.match(text, found.end()):
        return first in _RACES
    named = len(unit) == 1 and unit.isupper() and _NUMBERED.search(text, 0, found.start())
    return unit != "K" and not named and (unit != "s" or len(first) < 3)


def _spell(name: str, *, american: bool) -> str:
    return name.replace("metre", "meter").replace("litre", "liter") if american else name


def _say_rate(found: re.Match[str], *, american: bool) -> str:
    unit = found["area"] or found["unit"]
    return f" per {_spell(RATED[unit], american=american)}"


def _say_bare_rate(found: re.Match[str], *, american: bool) -> str:
    """Say a unit that no number is before: "km/h"."""
    return _spell(f"{UNITS[found['unit']].many} per {RATED[found['per']]}", american=american)


def _say_percent(found: re.Match[str]) -> str:
    return f"{'minus ' if found['minus'] else ''}{_say_count(found)} percent"


def _say_degrees(found: re.Match[str]) -> str:
    scales = {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin", None: ""}
    minus = "minus " if found["minus"] else ""
    single = is_one(found["first"]) and not found["last"]
    degrees = f"{minus}{_say_count(found)} degree{'' if single else 's'}"
    for name in ("minute", "second"):
        if count := found[f"{name}s"]:
            degrees += f" {say_amount(count)} {name}{'' if count == '1' else 's'}"
    if found["side"]:
        sides = {"N": "north", "S": "south", "E": "east", "W": "west"}
        return f"{degrees} {sides[found['side']]}"
    return degrees + scales[found["scale"]]


def _say_height(found: re.Match[str]) -> str:
    feet, inches = found["feet"], found["inches"]
    said = f"{say_whole(feet)} {'foot' if feet == '1' or inches else 'feet'}"
    return f"{said} {say_amount(inches)}" if inches else said


_NOUN = re.compile(
    r" (?!(?:and|by|x|in|to|or|of|long|wide|high|deep|tall|thick|from|on|at|for|with|is|was|were"
    r"|are|has|had|apart|away|off|above|below|more|less|ahead|behind|before|after|later|per|out"
    r"|up|down|into|as|than|but|that|which|when|where|if|so|between|across|each|every)\b)[a-z]"
)
"""A thing that is measured, after its inches: "a two inch pipe"."""
_INCHES = re.compile(rf"[0-9{_VULGARS}]\"")


def _say_inches(found: re.Match[str]) -> str | None:
    """Say the mark of inches, unless it closes what somebody says."""
    if _closes_speech(found):
        return None
    single = is_one(found["first"]) and not found["vulgar"]
    noun = _NOUN.match(found.string, found.end())
    return f"{_say_count(found)} {'inch' if single or noun else 'inches'}"


def _say_inch(found: re.Match[str]) -> str | None:
    """Say the mark of inches after a fraction."""
    if _closes_speech(found):
        return None
    return " inch" if _NOUN.match(found.string, found.end()) else " inches"


def _closes_speech(found: re.Match[str]) -> bool:
    before = _INCHES.sub("", found.string[: found.start()])
    return found[0].endswith('"') and before.count('"') % 2 == 1


def _say_feet(found: re.Match[str]) -> str:
    """Say "6 ft 2 in" in full."""
    feet, inches, half = found.group("feet", "inches", "half")
    said = f"{say_whole(feet)} {'foot' if feet == '1' else 'feet'} {say_amount(inches)}"
    if half:
        said += f" and a {'half' if half == '½' else 'quarter'}"
    return f"{said} {'inch' if inches == '1' and not half else 'inches'}{stop_at_end(found)}"


def _say_duration(found: re.Match[str]) -> str:
    named = zip(
        found.group("hours", "minutes", "seconds"), ("hour", "minute", "second"), strict=True
    )
    said = [
        f"{say_amount(count)} {name}{'' if is_one(count) else 's'}"
        for count, name in named
        if count
    ]
    return " ".join(said)


DURATIONS = (
    Rule(
        "units",
        Pattern(
            rf"{_FREE}(?P<hours>[0-9]{{1,3}}) ?h(?:rs?)? ?(?P<minutes>[0-9]{{1,2}})(?: ?m(?:in)?)?"
            r"(?: ?(?P<seconds>[0-9]{1,2}) ?s(?:ec)?)?(?!\w)"
        ),
        _say_duration,
        DIGITS,
    ),
    Rule(
        "units",
        Pattern(
            rf"{_FREE}(?P<hours>(?!))?(?P<minutes>[0-9]{{1,3}}) ?m(?:in)? "
            r"?(?P<seconds>[0-9]{1,2}(?:\.[0-9]+)?) ?s(?:ec)?(?!\w)"
        ),
        _say_duration,
        DIGITS,
    ),
)
"""How long something lasts: "3h 20m"."""


_SIGNS = (
    Rule(
        "percentages",
        Pattern(rf"{_FREE}(?P<minus>(?<!%)[-−])?{_AMOUNT}(?:%)?(?<=[0-9%{_VULGARS}])[ \u00a0]?%"),
        _say_percent,
        frozenset("%"),
    ),
    Rule(
        "degrees",
        Pattern(
            rf"{_FREE}(?P<minus>[-−])?{_AMOUNT}[ \u00a0]?[°º](?:[ \u00a0]?(?P<scale>[CFK])\b"
            r"|(?: ?(?P<minutes>[0-9]{1,2})[′'’])?"
            r"(?: ?(?P<seconds>[0-9]{1,2}(?:\.[0-9]+)?)[″\"”])?"
            r"(?: ?(?P<side>[NSEW])\b(?:\.(?=,))?)?)"
        ),
        _say_degrees,
        frozenset("°º"),
    ),
)
"""Amounts with a sign behind them: per cent, degrees."""

_FEET = (
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
        Pattern(rf"(?<![\w.,/'’\"“‘-])(?![0-9]{{4}}){_AMOUNT}(?P<mark>[\"″])(?![\w\"])"),
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
            r"(?= (?:deep|high|tall|wide|long|above|below|x|by)\b)"
        ),
        _say_height,
        frozenset("'’"),
    ),
)
"""Feet and inches, as people write a height or a depth."""

_SCALE_NAMES = {"C": "Celsius", "F": "Fahrenheit"}
_RATED_ALONE = "km|m|mi|kg|mg|µg|g|mol|kB|MB|GB|Mbit|kbit|Gbit|ft|kJ|kW|W"
_RATES_ALONE = "hr?|s|sec|min|L|l|dL|mL|ml|kg|m²|m³|cm³|m2|m3|cm3|km²|km2"

_SCALES = (
    Rule(
        "degrees",
        Pattern(r"(?<![\w°])°([CF])\b"),
        lambda found: f"degrees {_SCALE_NAMES[found[1]]}",
        frozenset("°"),
    ),
    Rule(
        "degrees",
        Pattern(r"(?<=[0-9] degrees )[CF]\b"),
        lambda found: _SCALE_NAMES[found[0]],
        frozenset("CF"),
    ),
)
"""The scale of degrees that are written as a word."""


def unit_rules(*, american: bool) -> tuple[Rule, ...]:
    """Return the rules of amounts with a unit; ``american`` writes "kilometers"."""
    return (
        *_SIGNS,
        *_FEET,
        *_SCALES,
        Rule(
            "units",
            Pattern(
                rf"(?:{_FREE}(?P<minus>[-−])?|(?<=[0-9][x×]))(?<![A-Z]-){_AMOUNT}"
                rf"(?P<space>[ \u00a0\u202f-]?)(?P<unit>{_NAMES})(?:/(?P<per>{_RATES})(?!\w))?"
                r"(?P<stop>\.?)(?![\w/²³]|['’][a-z]|-[0-9]|\.[a-z])"
            ),
            lambda found: _say_unit(found, american=american),
            DIGITS,
        ),
        Rule(
            "units",
            Pattern(
                rf"(?:(?<=[\w%)])/(?P<area>{_AREA_NAMES})|(?<=[0-9])/(?P<unit>{_RATES}))(?!\w)"
            ),
            lambda found: _say_rate(found, american=american),
            frozenset("/"),
        ),
        Rule(
            "units",
            Pattern(rf"(?<![\w/.])(?P<unit>{_RATED_ALONE})/(?P<per>{_RATES_ALONE})(?![\w/])"),
            lambda found: _say_bare_rate(found, american=american),
            frozenset("/"),
        ),
    )
