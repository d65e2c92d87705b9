"""English rules of what is counted: money, percentages, units, degrees."""

from __future__ import annotations

import re
from typing import NamedTuple

from narrator.script.normal.counting import VULGAR
from narrator.script.normal.rule import DIGITS, Rule
from narrator.script.normal.words import DECIMAL, cardinal, is_one, say_amount, say_part, say_whole


class Currency(NamedTuple):
    """The names of a currency: one, several, and of its hundredth part."""

    one: str
    many: str
    cent: str = ""
    cents: str = ""


_DOLLAR = Currency("dollar", "dollars", "cent", "cents")
_POUND = Currency("pound", "pounds", "penny", "pence")
_CURRENCIES = {
    "$": _DOLLAR,
    "£": _POUND,
    "€": Currency("euro", "euros", "cent", "cents"),
    "¥": Currency("yen", "yen"),
    "₹": Currency("rupee", "rupees", "paisa", "paise"),
    "₽": Currency("rouble", "roubles", "kopeck", "kopecks"),
    "₩": Currency("won", "won"),
    "₤": _POUND,
    "¢": Currency("cent", "cents"),
    "US$": Currency("US dollar", "US dollars", "cent", "cents"),
    "A$": Currency("Australian dollar", "Australian dollars", "cent", "cents"),
    "C$": Currency("Canadian dollar", "Canadian dollars", "cent", "cents"),
    "HK$": Currency("Hong Kong dollar", "Hong Kong dollars", "cent", "cents"),
    "USD": Currency("US dollar", "US dollars", "cent", "cents"),
    "GBP": Currency("British pound", "British pounds", "penny", "pence"),
    "EUR": Currency("euro", "euros", "cent", "cents"),
    "p": Currency("penny", "pence"),
    "c": Currency("cent", "cents"),
}
_SIGN = r"(?P<sign>US\$|A\$|C\$|HK\$|[$£€¥₹₽₩₤])"
_SIGNS = frozenset("$£€¥₹₽₩₤")
_SIZES = {"k": "thousand", "m": "million", "bn": "billion", "b": "billion", "tn": "trillion"}
_SIZE = (
    r"(?:[ \u00a0-]?(?P<size>thousand|million|billion|trillion|hundred)\b"
    r"|[ \u00a0]?(?P<short>k|K|m|M|mn|bn|B|tn|T)(?!\w))?"
)
_TO = r"[ \u00a0]?[-–−][ \u00a0]?"
_RANGE = rf"(?P<first>{DECIMAL})(?:(?:{_TO}| to (?=(?P=sign)))(?:(?P=sign) ?)?(?P<last>{DECIMAL}))?"
_FREE = r"(?<![\w.,])(?<![0-9][-–:/])"


def _say_money(found: re.Match[str]) -> str:
    currency = _CURRENCIES[found["sign"]]
    minus = "minus " if found["minus"] else ""
    short = (found["short"] or "").lower().replace("mn", "m").replace("t", "tn").replace("nn", "n")
    size = found["size"] or _SIZES.get(short, "")
    if found["last"]:
        first, last = say_amount(found["first"]), say_amount(found["last"])
        return f"{first} to {' '.join(filter(None, (last, size, currency.many)))}"
    if size:
        name = currency.one if _is_measure(found) else currency.many
        return f"{minus}{say_amount(found['first'])} {size} {name}"
    return minus + _say_sum(found["first"], currency, singular=_is_measure(found))


def _is_measure(found: re.Match[str]) -> bool:
    """Tell whether the sum says what something is, as in "a $10 bill" or "a $5-a-day job"."""
    text = found.string
    opens = re.search(r"\b(?:an?|another|each|every)\s+$", text[: found.start()], re.IGNORECASE)
    return bool(opens and re.match(r"[ -][a-z]", text[found.end() :]))


def _say_sum(printed: str, currency: Currency, *, singular: bool = False) -> str:
    whole, _, part = printed.partition(".")
    if part and (len(part) != 2 or not currency.cent):
        return f"{say_amount(printed)} {currency.many}"
    main = (
        f"{say_whole(whole or '0')} {currency.one if singular or whole == '1' else currency.many}"
    )
    if not part or part == "00":
        return main
    cents = f"{cardinal(int(part))} {currency.cent if part == '01' else currency.cents}"
    return cents if not whole.strip("0,") else f"{main} and {cents}"


def _say_after(found: re.Match[str]) -> str:
    """Say a sum whose sign stands behind: "50p", "5 €", "10 USD"."""
    currency = _CURRENCIES[found["after"]]
    size = found["size"] or ""
    if size:
        return f"{say_amount(found['first'])} {size} {currency.many}"
    return _say_sum(found["first"], currency)


def _say_old_money(found: re.Match[str]) -> str:
    """Say pounds, shillings and pence: "£3 5s. 6d."."""
    pounds, shillings, pence = found.group("pounds", "shillings", "pence")
    said = []
    if pounds:
        said.append(_say_sum(pounds, _POUND))
    if shillings:
        said.append(f"{say_whole(shillings)} shilling{'' if shillings == '1' else 's'}")
    if pence:
        said.append("a penny" if pence == "1" else f"{say_whole(pence)} pence")
    return " and ".join(filter(None, (", ".join(said[:-1]), said[-1]))) + _stop_at_end(found)


def _stop_at_end(found: re.Match[str]) -> str:
    """Return the full stop that a shortened word takes along where it ends the sentence."""
    ends = re.fullmatch(r"[”’\"'»)\]\s]*", found.string[found.end() :])
    return "." if ends and found[0].endswith(".") else ""


MONEY = (
    Rule(
        "money",
        re.compile(
            rf"(?<!\w)(?:£(?P<pounds>{DECIMAL})[ \u00a0]?)?"
            r"(?P<shillings>[0-9]{1,2})s\.?,?[ \u00a0]?"
            r"(?P<pence>[0-9]{1,2})d\b\.?"
        ),
        _say_old_money,
        DIGITS,
    ),
    Rule(
        "money",
        re.compile(
            rf"(?<!\w)£(?P<pounds>{DECIMAL})[ \u00a0]"
            r"(?P<shillings>[0-9]{1,2})s\b(?P<pence>(?!))?\.?"
        ),
        _say_old_money,
        _SIGNS,
    ),
    Rule(
        "money",
        re.compile(
            r"(?<![\w.,£$])(?P<pounds>(?!))?(?P<shillings>(?!))?(?P<pence>[0-9]{1,2})d\.(?!\w)"
        ),
        _say_old_money,
        DIGITS,
    ),
    Rule(
        "money",
        re.compile(rf"(?<!\w)(?P<minus>[-−])?{_SIGN} ?{_RANGE}{_SIZE}(?![0-9])"),
        _say_money,
        _SIGNS,
    ),
    Rule(
        "money",
        re.compile(
            rf"{_FREE}(?P<first>{DECIMAL})(?: (?P<size>thousand|million|billion))?"
            r"[ \u00a0]?(?P<after>[€£$¥₹¢]|(?<=[0-9])[pc](?=[\s.,;:!?)’”]|$)"
            r"|USD\b|GBP\b|EUR\b)(?![0-9])"
        ),
        _say_after,
        DIGITS,
    ),
    Rule(
        "money",
        re.compile(
            rf"(?<!\w)(?P<after>USD|GBP|EUR) (?P<first>{DECIMAL})(?: (?P<size>million|billion))?\b"
        ),
        _say_after,
        DIGITS,
    ),
)

_UNITS = {
    "km": ("kilometre", ""), "m": ("metre", ""), "cm": ("centimetre", ""),
    "mm": ("millimetre", ""), "nm": ("nanometre", ""), "µm": ("micrometre", ""),
    "km²": ("square kilometre", ""), "m²": ("square metre", ""), "cm²": ("square centimetre", ""),
    "m³": ("cubic metre", ""), "cm³": ("cubic centimetre", ""), "km2": ("square kilometre", ""),
    "m2": ("square metre", ""), "m3": ("cubic metre", ""), "ha": ("hectare", ""),
    "mi": ("mile", ""), "yd": ("yard", ""), "yds": ("yard", ""), "ft": ("foot", "feet"),
    "in": ("inch", "inches"), "ins": ("inch", "inches"), "sq ft": ("square foot", "square feet"),
    "sq. ft": ("square foot", "square feet"), "sq mi": ("square mile", ""),
    "sq km": ("square kilometre", ""), "sq m": ("square metre", ""), "kg": ("kilogram", ""),
    "kgs": ("kilogram", ""), "g": ("gram", ""), "mg": ("milligram", ""), "lb": ("pound", ""),
    "lbs": ("pound", ""), "oz": ("ounce", ""), "cwt": ("hundredweight", "hundredweight"),
    "l": ("litre", ""), "L": ("litre", ""), "ml": ("millilitre", ""), "mL": ("millilitre", ""),
    "cl": ("centilitre", ""), "pt": ("pint", ""), "gal": ("gallon", ""), "cc": ("c c", "c c"),
    "tsp": ("teaspoon", ""), "tbsp": ("tablespoon", ""), "qt": ("quart", ""), "h": ("hour", ""),
    "hr": ("hour", ""), "hrs": ("hour", ""), "min": ("minute", ""), "mins": ("minute", ""),
    "sec": ("second", ""), "secs": ("second", ""), "s": ("second", ""), "ms": ("millisecond", ""),
    "yr": ("year", ""), "yrs": ("year", ""), "wks": ("week", ""),
    "mph": ("mile per hour", "miles per hour"),
    "kph": ("kilometre per hour", "kilometres per hour"),
    "km/h": ("kilometre per hour", "kilometres per hour"), "kn": ("knot", ""),
    "m/s": ("metre per second", "metres per second"), "rpm": ("r p m", "r p m"),
    "ft/s": ("foot per second", "feet per second"),
    "bpm": ("beat per minute", "beats per minute"), "Hz": ("hertz", "hertz"),
    "kHz": ("kilohertz", "kilohertz"), "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"), "W": ("watt", ""), "kW": ("kilowatt", ""),
    "MW": ("megawatt", ""), "GW": ("gigawatt", ""), "kWh": ("kilowatt hour", ""),
    "V": ("volt", ""), "kV": ("kilovolt", ""), "mV": ("millivolt", ""), "A": ("amp", ""),
    "mA": ("milliamp", ""), "mAh": ("milliamp hour", ""), "hp": ("horsepower", "horsepower"),
    "J": ("joule", ""), "kJ": ("kilojoule", ""), "kcal": ("kilocalorie", ""),
    "cal": ("calorie", ""), "N": ("newton", ""), "Pa": ("pascal", ""), "kPa": ("kilopascal", ""),
    "psi": ("p s i", "p s i"), "dB": ("decibel", ""), "K": ("kelvin", "kelvin"), "Ω": ("ohm", ""),
    "KB": ("kilobyte", ""), "kB": ("kilobyte", ""), "MB": ("megabyte", ""),
    "GB": ("gigabyte", ""), "TB": ("terabyte", ""),
    "Mbps": ("megabit per second", "megabits per second"),
}  # fmt: skip
_BARE = {
    "in", "s", "A", "K", "L", "V", "N", "J", "W", "h", "l", "g", "cal", "min", "pt", "sec", "mi",
    "ha", "ms", "m",
}  # fmt: skip
"""Units that are words or letters too: they need a point, a space that does not break, or none."""
_SPACED = {"m", "g", "l", "W", "V", "min", "sec", "ms", "mi", "ha", "L"}
"""Those of them that may stand after an ordinary space."""
_STOPPED = {
    "in", "ft", "lb", "lbs", "oz", "hr", "hrs", "min", "mins", "sec", "secs", "yd", "yds", "pt",
    "cwt", "gal", "mi", "ins", "yr", "yrs", "tsp", "tbsp", "sq ft", "sq. ft",
}  # fmt: skip
_NAMES = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
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
    if unit in _BARE and space == " " and unit not in _SPACED and not stop:
        return None
    if stop and unit not in _STOPPED:
        stop = ""
    ends = "." if found["stop"] and (not stop or _stop_at_end(found)) else ""
    if unit == "in" and space == " " and ends:
        return None  # "the 5 that he put in."
    one, many = _UNITS[unit]
    single = space == "-" or (is_one(found["first"]) and not found["vulgar"] and not found["last"])
    name = one if single else many or f"{one}s"
    if american:
        name = name.replace("metre", "meter").replace("litre", "liter")
    joint = "-" if space == "-" else " "
    return f"{_say_count(found)}{joint}{name}{ends}"


def _say_percent(found: re.Match[str]) -> str:
    return f"{'minus ' if found['minus'] else ''}{_say_count(found)} percent"


def _say_degrees(found: re.Match[str]) -> str:
    scales = {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin", None: ""}
    minus = "minus " if found["minus"] else ""
    single = is_one(found["first"]) and not found["last"]
    degrees = f"{minus}{_say_count(found)} degree{'' if single else 's'}"
    minutes = found["minutes"]
    if minutes:
        degrees += f" {say_whole(minutes)} minute{'' if minutes == '1' else 's'}"
    if found["side"]:
        sides = {"N": "north", "S": "south", "E": "east", "W": "west"}
        return f"{degrees} {sides[found['side']]}"
    return degrees + scales[found["scale"]]


def _say_height(found: re.Match[str]) -> str:
    feet, inches = found["feet"], found["inches"]
    said = f"{say_whole(feet)} {'foot' if feet == '1' or inches else 'feet'}"
    return f"{said} {say_amount(inches)}" if inches else said


def unit_rules(*, american: bool) -> tuple[Rule, ...]:
    """Return the rules of amounts with a unit; ``american`` writes "kilometers"."""
    return (
        Rule(
            "percentages",
            re.compile(rf"{_FREE}(?P<minus>[-−])?{_AMOUNT}(?:%)?(?<=[0-9%{_VULGARS}])[ \u00a0]?%"),
            _say_percent,
            frozenset("%"),
        ),
        Rule(
            "degrees",
            re.compile(
                rf"{_FREE}(?P<minus>[-−])?{_AMOUNT}[ \u00a0]?[°º](?:[ \u00a0]?(?P<scale>[CFK])\b"
                r"|(?: ?(?P<minutes>[0-9]{1,2})[′'’])?(?: ?(?P<side>[NSEW])\b)?)"
            ),
            _say_degrees,
            frozenset("°º"),
        ),
        Rule(
            "units",
            re.compile(
                r"(?<![\w.,'’\"“‘])(?P<feet>[0-9]{1,3})(?:['’′][ \u00a0]?(?P<inches>[0-9]{1,2})"
                r"(?:[\"”″]|''|(?!\w))|′)"
            ),
            _say_height,
            frozenset("'’′"),
        ),
        Rule(
            "units",
            re.compile(
                rf"{_FREE}(?<![A-Z]-){_AMOUNT}"
                rf"(?P<space>[ \u00a0\u202f-]?)(?P<unit>{_NAMES})(?P<stop>\.?)"
                r"(?![\w/²³]|['’][a-z])"
            ),
            lambda found: _say_unit(found, american=american),
            DIGITS,
        ),
    )
