"""English rules of what is counted: money, percentages, units, degrees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from narrator.script.normal.counting import VULGAR
from narrator.script.normal.rule import DIGITS, Rule
from narrator.script.normal.units import AREAS, RATED, UNITS
from narrator.script.normal.words import DECIMAL, cardinal, is_one, say_amount, say_part, say_whole

if TYPE_CHECKING:
    from collections.abc import Iterable


class Currency(NamedTuple):
    """The names of a currency: one, several, and of its hundredth part."""

    one: str
    many: str
    cent: str = ""
    cents: str = ""


_DOLLAR = Currency("dollar", "dollars", "cent", "cents")
_POUND = Currency("pound", "pounds", "penny", "pence")


def _dollar(country: str) -> Currency:
    return Currency(f"{country} dollar", f"{country} dollars", "cent", "cents")


def _same(name: str) -> Currency:
    return Currency(name, name)


_SIGNED = {
    "$": _DOLLAR, "£": _POUND, "₤": _POUND, "¢": Currency("cent", "cents"),
    "€": Currency("euro", "euros", "cent", "cents"), "¥": _same("yen"), "₩": _same("won"),
    "₹": Currency("rupee", "rupees", "paisa", "paise"), "฿": _same("baht"),
    "₽": Currency("rouble", "roubles", "kopeck", "kopecks"), "₱": Currency("peso", "pesos"),
    "₺": Currency("lira", "lira"), "₦": _same("naira"), "₪": Currency("shekel", "shekels"),
    "₫": _same("dong"), "₴": Currency("hryvnia", "hryvnias"), "₡": Currency("colón", "colones"),
    "US$": _dollar("US"), "U.S.$": _dollar("US"), "A$": _dollar("Australian"),
    "AU$": _dollar("Australian"), "C$": _dollar("Canadian"), "CA$": _dollar("Canadian"),
    "HK$": _dollar("Hong Kong"), "NZ$": _dollar("New Zealand"), "S$": _dollar("Singapore"),
    "NT$": _dollar("New Taiwan"), "R$": Currency("real", "reais"),
}  # fmt: skip
_CODED = {
    "USD": _dollar("US"), "GBP": Currency("British pound", "British pounds", "penny", "pence"),
    "EUR": _SIGNED["€"], "CAD": _dollar("Canadian"), "AUD": _dollar("Australian"),
    "NZD": _dollar("New Zealand"), "HKD": _dollar("Hong Kong"), "SGD": _dollar("Singapore"),
    "CHF": Currency("Swiss franc", "Swiss francs"), "JPY": _same("yen"), "INR": _SIGNED["₹"],
    "SEK": Currency("Swedish krona", "Swedish kronor"), "RMB": _same("yuan"), "CNY": _same("yuan"),
    "NOK": Currency("Norwegian krone", "Norwegian kroner"), "KRW": _same("won"),
    "DKK": Currency("Danish krone", "Danish kroner"), "ZAR": _same("rand"),
    "PLN": Currency("zloty", "zlotys"), "MXN": Currency("Mexican peso", "Mexican pesos"),
    "BRL": _SIGNED["R$"], "RUB": _SIGNED["₽"], "PHP": _SIGNED["₱"], "THB": _same("baht"),
    "Rs": _SIGNED["₹"], "Rs.": _SIGNED["₹"], "DM": Currency("Deutschmark", "Deutschmarks"),
    "kr": _same("kroner"),
}  # fmt: skip
"""Those that stand apart from the sum, before or after it."""
_PENNIES = {"p": Currency("penny", "pence"), "c": Currency("cent", "cents")}
_CURRENCIES = {**_SIGNED, **_CODED, **_PENNIES}


def _any_of(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_SIGN = rf"(?P<sign>{_any_of(_SIGNED)})"
_SIGNS = frozenset("$£₤¢€¥₩₹฿₽₱₺₦₪₫₴₡")
_CODE = _any_of(_CODED)
_SIZES = {"k": "thousand", "m": "million", "bn": "billion", "b": "billion", "tn": "trillion"}
_SIZE = (
    r"(?:[ \u00a0-]?(?P<size>thousand|million|billion|trillion|hundred|lakh|crore)s?\b"
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


def _say_after(found: re.Match[str]) -> str | None:
    """Say a sum whose sign stands behind: "50p", "5 €", "10 USD"."""
    currency = _CURRENCIES[found["after"]]
    size = found["size"] or ""
    if size:
        return f"{say_amount(found['first'])} {size} {currency.many}"
    if found["after"] in _PENNIES and len(found["first"]) > 2:
        return None  # "1080p"
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
            r"[ \u00a0]?(?P<after>[€£$¥₹¢₽₩₫₴₱฿]|(?<=[0-9])[pc](?=[\s.,;:!?)’”]|$)"
            rf"|(?:{_CODE})(?!\w))(?![0-9])"
        ),
        _say_after,
        DIGITS,
    ),
    Rule(
        "money",
        re.compile(
            rf"(?<!\w)(?P<after>{_CODE})[ \u00a0]?(?P<first>{DECIMAL})"
            r"(?: (?P<size>thousand|million|billion|lakh|crore))?(?![\w%])"
        ),
        _say_after,
        DIGITS,
    ),
)

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
    "cwt", "gal", "mi", "ins", "yr", "yrs", "tsp", "tbsp", "sq ft", "sq. ft",
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
    ends = "." if found["stop"] and (not stop or _stop_at_end(found)) else ""
    if unit == "in" and space == " " and ends:
        return None  # "the 5 that he put in."
    one, many = UNITS[unit]
    single = space == "-" or (is_one(found["first"]) and not found["vulgar"] and not found["last"])
    name = one if single else many
    if found["per"]:
        name += f" per {RATED[found['per']]}"
    joint = "-" if space == "-" else " "
    return f"{_say_count(found)}{joint}{_spell(name, american=american)}{ends}"


_COUNTED = re.compile(r" (?:people|[a-z]+[^s\W]s)\b")
_RACES = {"50", "60", "100", "110", "200", "400", "800", "1500", "1,500", "3000", "5000", "10,000"}
"""Before things that are counted "m" means millions, but runners have these distances in metres."""


def _is_unit(found: re.Match[str]) -> bool:
    """Tell whether letters after a number are a unit where they might be a word or a name."""
    unit, space = found.group("unit", "space")
    if unit == "K" and not found["per"]:
        return bool(space) and len(found["first"]) > 2
    if unit == "m" and not space and _COUNTED.match(found.string, found.end()):
        return found["first"] in _RACES
    if unit == "s" and "." in found["first"]:
        return True
    if unit not in _BARE or space != " " or found["per"]:
        return True
    if unit == "in" and re.match(r"[)\];]|, (?=[0-9])| [×x(]", found.string[found.end() :]):
        return True
    return unit in _SPACED or bool(found["stop"])


def _spell(name: str, *, american: bool) -> str:
    return name.replace("metre", "meter").replace("litre", "liter") if american else name


def _say_rate(found: re.Match[str], *, american: bool) -> str:
    unit = found["area"] or found["unit"]
    return f" per {_spell(RATED[unit], american=american)}"


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


_NOUN = re.compile(r" (?!(?:and|by|x|in|to|or|of|long|wide|high|deep|tall)\b)[a-z]")
"""A thing that is measured, after its inches: "a two inch pipe"."""
_INCHES = re.compile(rf"[0-9{_VULGARS}]\"")


def _say_inches(found: re.Match[str]) -> str | None:
    """Say the mark of inches, unless it closes what somebody says."""
    before = _INCHES.sub("", found.string[: found.start()])
    if found["mark"] == '"' and before.count('"') % 2:
        return None
    single = is_one(found["first"]) and not found["vulgar"]
    noun = _NOUN.match(found.string, found.end())
    return f"{_say_count(found)} {'inch' if single or noun else 'inches'}"


def _say_feet(found: re.Match[str]) -> str:
    """Say "6 ft 2 in" in full."""
    feet, inches, half = found.group("feet", "inches", "half")
    said = f"{say_whole(feet)} {'foot' if feet == '1' else 'feet'} {say_amount(inches)}"
    if half:
        said += f" and a {'half' if half == '½' else 'quarter'}"
    return f"{said} {'inch' if inches == '1' and not half else 'inches'}{_stop_at_end(found)}"


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
        re.compile(
            rf"{_FREE}(?P<hours>[0-9]{{1,3}}) ?h(?:rs?)? ?(?P<minutes>[0-9]{{1,2}})(?: ?m(?:in)?)?"
            r"(?: ?(?P<seconds>[0-9]{1,2}) ?s(?:ec)?)?(?!\w)"
        ),
        _say_duration,
        DIGITS,
    ),
    Rule(
        "units",
        re.compile(
            rf"{_FREE}(?P<hours>(?!))?(?P<minutes>[0-9]{{1,3}}) ?m(?:in)? "
            r"?(?P<seconds>[0-9]{1,2}(?:\.[0-9]+)?) ?s(?:ec)?(?!\w)"
        ),
        _say_duration,
        DIGITS,
    ),
)
"""How long something lasts: "3h 20m"."""


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
                r"|(?: ?(?P<minutes>[0-9]{1,2})[′'’])?"
                r"(?: ?(?P<seconds>[0-9]{1,2}(?:\.[0-9]+)?)[″\"”])?"
                r"(?: ?(?P<side>[NSEW])\b)?)"
            ),
            _say_degrees,
            frozenset("°º"),
        ),
        Rule(
            "units",
            re.compile(
                rf"{_FREE}(?P<feet>[0-9]{{1,3}})[ \u00a0]?(?:ft|feet)\.?,?[ \u00a0]"
                r"(?P<inches>[0-9]{1,2}(?:\.[0-9]+)?)(?P<half>[½¼])?[ \u00a0]?in\b\.?"
            ),
            _say_feet,
            DIGITS,
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
            re.compile(rf"(?<![\w.,'’\"“‘-])(?![0-9]{{4}}){_AMOUNT}(?P<mark>[\"″])(?![\w\"])"),
            _say_inches,
            frozenset('"″'),
        ),
        Rule(
            "units",
            re.compile(
                r"(?<![\w.,'’\"“‘])(?P<feet>[0-9]{1,3})(?P<inches>(?!))?['’]"
                r"(?= (?:deep|high|tall|wide|long|above|below|x|by)\b)"
            ),
            _say_height,
            frozenset("'’"),
        ),
        Rule(
            "degrees",
            re.compile(r"(?<=[0-9] degrees )[CF]\b"),
            lambda found: {"C": "Celsius", "F": "Fahrenheit"}[found[0]],
            frozenset("CF"),
        ),
        Rule(
            "units",
            re.compile(
                rf"{_FREE}(?<![A-Z]-){_AMOUNT}"
                rf"(?P<space>[ \u00a0\u202f-]?)(?P<unit>{_NAMES})(?:/(?P<per>{_RATES})(?!\w))?"
                r"(?P<stop>\.?)(?![\w/²³]|['’][a-z]|-[0-9])"
            ),
            lambda found: _say_unit(found, american=american),
            DIGITS,
        ),
        Rule(
            "units",
            re.compile(
                rf"(?:(?<=[\w%)])/(?P<area>{_AREA_NAMES})|(?<=[0-9])/(?P<unit>{_RATES}))(?!\w)"
            ),
            lambda found: _say_rate(found, american=american),
            frozenset("/"),
        ),
    )
