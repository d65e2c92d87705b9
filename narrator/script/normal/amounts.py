"""English rules of what is measured: percentages, units, degrees."""

from __future__ import annotations

import re

from narrator.script.normal.lengths import AMOUNT, FEET, MIXED, VULGARS, say_count, tells_kind
from narrator.script.normal.rule import DIGITS, Pattern, Rule
from narrator.script.normal.units import AREAS, RATED, UNITS
from narrator.script.normal.words import (
    is_one,
    say_amount,
    say_whole,
    stop_at_end,
)

_FREE = r"(?<![\w.,])(?<![0-9][-–:/⁄])"
_BARE = {
    "in", "s", "A", "L", "V", "N", "J", "W", "h", "l", "g", "cal", "min", "pt", "sec", "mi",
    "ha", "ms", "m", "t", "MP", "ac", "AU", "Ah", "Pa", "Ω", "bar", "ins", "px", "mos", "mo", "cd",
    "lm", "lx", "atm", "Ft", "MIN", "SEC",
}  # fmt: skip
"""Units that are words or letters too: they need a point, a space that does not break, or none."""
_SPACED = {
    "m", "g", "l", "W", "V", "min", "sec", "ms", "mi", "ha", "L", "t", "Pa", "Ω", "bar", "ac",
    "AU", "px", "mos", "MP", "s", "h", "cd", "lm", "lx", "atm", "Ft", "MIN", "SEC",
}  # fmt: skip
"""Those of them that may stand after an ordinary space."""
_STOPPED = {
    "in", "ft", "lb", "lbs", "oz", "hr", "hrs", "min", "mins", "sec", "secs", "yd", "yds", "pt",
    "cwt", "gal", "mi", "ins", "yr", "yrs", "tsp", "tbsp", "sq ft", "sq. ft", "deg", "m.p.h", "h.p",
    "r.p.m", "c.c", "mo", "mos", "fl oz", "fl. oz", "Tbsp", "Tsp", "pct", "wk", "wks", "Ft", "LB",
    "LBS", "Lbs", "OZ", "Oz", "FT",
}  # fmt: skip
_NAMES = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_RATES = "|".join(sorted(map(re.escape, RATED), key=len, reverse=True))
_AREA_NAMES = "|".join(sorted(map(re.escape, AREAS), key=len, reverse=True))


def _end(found: re.Match[str]) -> str:
    """Return the full stop behind a unit where it is no part of it, or ends the sentence too."""
    if not found["stop"] or re.match(r"\s+[a-z]", found.string[found.end() :]):
        return ""
    return "." if found["unit"] not in _STOPPED else stop_at_end(found)


def _say_unit(found: re.Match[str], *, american: bool) -> str | None:
    unit, space = found.group("unit", "space")
    if not _is_unit(found):
        return None
    if unit == "pc" and not space:
        return f"{say_count(found)} percent"
    ends = _end(found)
    if unit == "in" and space == " " and ends and found.span() != (0, len(found.string)):
        return None  # "the 5 that he put in."
    one, many = UNITS["mi" if _is_old_mile(found) else unit]
    single = space == "-" or _is_measure(found) or _is_one(found)
    name = one if single else many
    if found["per"]:
        name += f" per {RATED[found['per']]}"
    joint = "-" if space == "-" else " "
    minus = "minus " if found["minus"] else ""
    return f"{minus}{say_count(found)}{joint}{_spell(name, american=american)}{ends}"


_OLD_LENGTHS = re.compile(r"[0-9] (?:ft|in|yds?|sq)\. |\bm\. [NSEW]{1,2}\. |\b[Mm]iles\b")


def _is_old_mile(found: re.Match[str]) -> bool:
    """Tell whether "m." is short for miles, as old works of reference have it beside feet."""
    return found["unit"] + found["stop"] == "m." and bool(_OLD_LENGTHS.search(found.string))


def _is_one(found: re.Match[str]) -> bool:
    return is_one(found["first"]) and not found["vulgar"] and not found["last"]


def _is_measure(found: re.Match[str]) -> bool:
    """Tell whether the amount says of what kind a thing is: "a 5kg bag", "a 9mm"."""
    text, start, end = found.string, found.start(), found.end()
    gun = found["unit"] == "mm" and _BARRELS.search(text, 0, start) and _AT_END.match(text, end)
    return bool(gun) or tells_kind(text, start, end)


_BARRELS = re.compile(r"\b(?:an?|his|her|my|your|their)\s+$", re.IGNORECASE)
_AT_END = re.compile(r"[.,;:!?)”’\"]|$")
_COUNTED = re.compile(r" (?:people|[a-z]+[^s\W]s)\b")
_NUMBERS_OF = re.compile(
    r"(?:\b(?:two|three|four|five|six|seven|eight|nine|ten|both|pair of|no|all|sizes?|iPhone|the"
    r"|by|[xX]|[0-9]+s (?:and|or|to))|×) $"
)
"""Before the plural of a number: "two 5s", "6s and 7s"."""
_AND_NUMBERS = re.compile(r" (?:and|or|to) [0-9]+s\b")
_NUMBERED = re.compile(
    r"(?:[A-Z][a-z]*\.?|\b(?:seat|row|room|flat|apartment|unit|gate|cell|number|no\.|bus|tram|ward"
    r"|block|suite|locker|cabin|berth|platform|section|figure|table|page|track|exit|building|house"
    r"|bay|desk|lot|plate|level|appendix|item|line|step|class|grade|group|stall|booth|box|hut)s?) $"
)
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
        found.span() == (0, len(found.string))
        or (_SMALL_THING.match(found.string, found.end()) and _is_measure(found))
        or re.match(r"[)\];]|, (?=[0-9])| [×x(]", found.string[found.end() :])
        or re.search(r"[0-9] ?[×x] ?$", found.string[: found.start()])
    ):
        return True
    if unit in {"N", "W"} and _SIDE_OF_ROAD.match(found.string, found.end()):
        return False
    measured = len(unit) == 1 and "." in first
    return unit not in _BARE or space != " " or unit in _SPACED or measured or bool(found["stop"])


_SMALL_THING = re.compile(
    r" (?:ruler|blade|pipe|gun|screen|dis[ck]|record|pizza|knife|barrel|naval|telescope|TV|monitor"
    r"|display|wheel|nail|board|t[yi]re|howitzer|mortar|shell|lens|re[fl]{1,2}[er]\w*|pan|skillet"
    r"|pot|tube|hose|pot|square|plate|deep|thick|wide)s?\b"
)
_SIDE_OF_ROAD = re.compile(
    r" (?:[A-Z][a-z]+|[0-9]+(?:st|nd|rd|th)) "
    r"(?:St|Ave|Rd|Blvd|Dr|Ln|Pl|Street|Avenue|Road|Boulevard|Drive|Lane|Place|Way)\b"
)


def _is_tied(found: re.Match[str]) -> bool:
    """Tell whether letters close to a number are a unit: not in "1.2m copies", "Route 66A"."""
    unit, first, text = found["unit"], found["first"], found.string
    if unit == "m" and _COUNTED.match(text, found.end()):
        return first in _RACES
    if unit == "s" and (
        _NUMBERS_OF.search(text, 0, found.start()) or _AND_NUMBERS.match(text, found.end())
    ):
        return False
    named = len(unit) == 1 and unit.isupper() and _NUMBERED.search(text, 0, found.start())
    return unit != "K" and not named and (unit != "s" or len(first) < 3)


def _spell(name: str, *, american: bool) -> str:
    return name.replace("metre", "meter").replace("litre", "liter") if american else name


def _say_rate(found: re.Match[str], *, american: bool) -> str:
    unit = found["area"] or found["unit"] or found["again"] or found["counted"]
    return f" per {_spell(RATED[unit], american=american)}"


def _say_parted(found: re.Match[str], *, american: bool) -> str | None:
    """Say the unit of a fraction: "two and a half pounds", "one half kilogram"."""
    unit, space, stop = found.group("unit", "space", "stop")
    if unit in _BARE and space == " " and unit not in _SPACED and not stop:
        return None
    ends = _end(found)
    if unit == "s" and not space:
        return None  # "3/4s"
    one, many = UNITS["mi" if _is_old_mile(found) else unit]
    whole = MIXED.search(found.string, 0, found.start())
    name = many if whole and space != "-" else one
    name += f" per {RATED[found['per']]}" if found["per"] else ""
    return f"{'-' if space == '-' else ' '}{_spell(name, american=american)}{ends}"


_POWER_OF_TEN = re.compile(r"(?<![0-9])10(?:\^\{?[-−+]?[0-9]{1,3}\}?|[⁻⁺]?[⁰¹²³⁴-⁹]{1,3})$")


def _say_powered(found: re.Match[str], *, american: bool) -> str | None:
    """Say the unit behind a power of ten: "ten to the eighth kilometers"."""
    if not _POWER_OF_TEN.search(found.string, 0, found.start()):
        return None
    name = UNITS[found["unit"]].many + (f" per {RATED[found['per']]}" if found["per"] else "")
    return f" {_spell(name, american=american)}"


def _say_per(found: re.Match[str], *, american: bool) -> str:
    return _spell(RATED[found[0]], american=american)


def _say_bare_rate(found: re.Match[str], *, american: bool) -> str:
    """Say a unit that no number is before: "km/h"."""
    return _spell(f"{UNITS[found['unit']].many} per {RATED[found['per']]}", american=american)


def _say_percent(found: re.Match[str]) -> str:
    return f"{'minus ' if found['minus'] else ''}{say_count(found)} percent"


def _say_degrees(found: re.Match[str]) -> str:
    scales = {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin", None: ""}
    minus = "minus " if found["minus"] else ""
    kind = tells_kind(found.string, found.start(), found.end())
    single = (is_one(found["first"]) and not found["last"]) or kind
    degrees = f"{minus}{say_count(found)} degree{'' if single else 's'}"
    for name in ("minute", "second"):
        if count := found[f"{name}s"]:
            degrees += f" {say_amount(count)} {name}{'' if count == '1' else 's'}"
    if found["side"]:
        sides = {"N": "north", "S": "south", "E": "east", "W": "west"}
        return f"{degrees} {sides[found['side']]}"
    return degrees + scales[found["scale"]]


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
            rf"{_FREE}(?P<hours>[0-9]{{1,3}}) ?h(?:rs?)?,? ?(?P<minutes>[0-9]{{1,2}})"
            r"(?: ?m(?:ins?)?)?(?:,? ?(?P<seconds>[0-9]{1,2}) ?s(?:ecs?)?)?(?!\w| ?mins?\b)"
        ),
        _say_duration,
        DIGITS,
    ),
    Rule(
        "units",
        Pattern(
            rf"{_FREE}(?P<hours>(?!))?(?P<minutes>[0-9]{{1,3}}) ?m(?:ins?)?,? "
            r"?(?P<seconds>[0-9]{1,2}(?:\.[0-9]+)?) ?s(?:ecs?)?(?!\w)"
        ),
        _say_duration,
        DIGITS,
    ),
)
"""How long something lasts: "3h 20m"."""


def _say_age(found: re.Match[str]) -> str:
    """Say "18yo", "a 23-yr-old"."""
    joint = "-" if found["joint"] == "-" else " "
    return f"{say_whole(found['years'])}{joint}year{joint}old"


AGES = Rule(
    "units",
    Pattern(rf"{_FREE}(?P<years>[0-9]{{1,3}})(?P<joint>[ -]?)(?:[yY]/?[oO]|yr(?:\.? |-)old)(?!\w)"),
    _say_age,
    DIGITS,
)
"""How old somebody is."""

_SIGNS = (
    Rule(
        "percentages",
        Pattern(rf"{_FREE}(?P<minus>(?<!%)[-−])?{AMOUNT}(?:%)?(?<=[0-9%{VULGARS}])[ \u00a0]?%"),
        _say_percent,
        frozenset("%"),
    ),
    Rule(
        "degrees",
        Pattern(
            rf"{_FREE}(?P<minus>[-−])?{AMOUNT}[ \u00a0]?[°º](?:[ \u00a0]?(?P<scale>[CFK])\b"
            r"|(?: ?(?P<minutes>[0-9]{1,2})[′'’])?"
            r"(?: ?(?P<seconds>[0-9]{1,2}(?:\.[0-9]+)?)[″\"”])?"
            r"(?: ?(?P<side>[NSEW])\b(?:\.(?=,))?)?)"
        ),
        _say_degrees,
        frozenset("°º"),
    ),
)
"""Amounts with a sign behind them: per cent, degrees."""

_AGAIN = "(?:day|d|hr|h|min|week|month|year|yr)(?!\\w)"
_SAFE_RATES = frozenset(
    str.split("kg km lb oz mi hr yd ft sq cm mm gal ha mg ml mL kWh MW kW GB MB")
)
_PER = "|".join(
    sorted(
        (short for short in RATED if not short.isalpha() or short in _SAFE_RATES),
        key=lambda short: -len(short),
    )
).replace(".", r"\.")
"""Units that stand after "per" and are no words."""

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
        AGES,
        *FEET,
        *_SCALES,
        Rule(
            "units",
            Pattern(
                rf"(?<=[0-9⁰¹²³⁴-⁹}}])[ \u00a0](?!in\b)(?P<unit>{_NAMES})"
                rf"(?:/(?P<per>{_RATES}))?(?![\w/²³]|['’][a-z]|\.[a-z])"
            ),
            lambda found: _say_powered(found, american=american),
            frozenset("^⁰¹²³⁴⁵⁶⁷⁸⁹"),
        ),
        Rule(
            "units",
            Pattern(
                rf"(?:(?<=[0-9][/⁄][0-9])|(?<=[0-9]/[0-9]{{2}})|(?<=[0-9]/[0-9]{{3}})|(?<=[{VULGARS}]))"
                rf"(?P<space>[ \u00a0-]?)(?P<unit>{_NAMES})(?:/(?P<per>{_RATES})(?!\w))?"
                r"(?P<stop>\.?)(?![\w/²³]|['’][a-z]|-[0-9]|\.[a-z])"
            ),
            lambda found: _say_parted(found, american=american),
            DIGITS | frozenset(VULGARS),
        ),
        Rule(
            "units",
            Pattern(
                rf"(?:{_FREE}(?P<minus>[-−])?|(?<=[0-9][x×]))(?<![A-Za-z]-){AMOUNT}"
                rf"(?P<space>[ \u00a0\u202f-]?)(?P<unit>{_NAMES})(?:/(?P<per>{_RATES})(?!\w))?"
                rf"(?P<stop>\.?)(?![\w²³]|/(?!100 ?km\b|{_AGAIN})|['’][a-z]|-[0-9]|\.[a-z])"
            ),
            lambda found: _say_unit(found, american=american),
            DIGITS,
        ),
        Rule(
            "units",
            Pattern(
                rf"(?:(?<=[\w%)])/(?P<area>{_AREA_NAMES})|(?<=[0-9])/(?P<unit>{_RATES})"
                rf"|(?:(?<=/kg)|(?<=/m[²2])|(?<=/m[lL])|(?<=/ha))/(?P<again>{_AGAIN})"
                r"|(?<=[a-z]s)/(?P<counted>ml|mL|L|kg|km|cm|ha))(?!\w)"
            ),
            lambda found: _say_rate(found, american=american),
            frozenset("/"),
        ),
        Rule(
            "units",
            Pattern(rf"(?<=\b[Pp]er )(?:{_PER})(?![\w.²³-])"),
            lambda found: _say_per(found, american=american),
        ),
        Rule(
            "units",
            Pattern(
                r"(?<=[a-z]s)/(?=(?:day|week|month|year|hour|minute|second|night|person|head)\b)"
            ),
            lambda _: " per ",
            frozenset("/"),
        ),
        Rule(
            "units",
            Pattern(r"(?<=[0-9]x)/(?=day|week|month|year)|(?<=[Ll])/(?=100 ?km\b)"),
            lambda _: " per ",
            frozenset("/"),
        ),
        Rule(
            "units",
            Pattern(rf"(?<![\w/.])(?P<unit>{_RATED_ALONE})/(?P<per>{_RATES_ALONE})(?![\w/])"),
            lambda found: _say_bare_rate(found, american=american),
            frozenset("/"),
        ),
    )
