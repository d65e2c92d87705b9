"""English rules of times of day: "ten thirty a.m.", "seven o'clock", and of ratios."""

from __future__ import annotations

import re

from narrator.script.normal.rule import DIGITS, Pattern, Rule
from narrator.script.normal.words import cardinal, say_amount, say_digits, say_pair, say_whole


def _say_time(found: re.Match[str]) -> str:
    hour, minute, second = (int(part or 0) for part in found.group("hour", "minute", "second"))
    half = found["half"]
    after = _half_of_day(half) if half else ""
    if found["second"] and not half:
        return _say_lasting(hour, minute, cardinal(second))
    if not after and not minute and _NAMED.match(found.string, found.end()):
        return cardinal(hour)
    seconds = _say_seconds(second) if found["second"] else ""
    return _say_clock(hour, minute, "" if seconds else after) + (seconds and seconds + after)


_NAMED = re.compile(r" (?:o['’]clock|noon|midnight)\b", re.IGNORECASE)
"""After an hour, what says already that it is a full one."""


def _say_lasting(hours: int, minutes: int, seconds: str) -> str:
    """Say hours, minutes and seconds: "two hours five minutes and thirty seconds"."""
    named = ((cardinal(hours), "hour"), (cardinal(minutes), "minute"), (seconds, "second"))
    said = [f"{n} {name}{'' if n == 'one' else 's'}" for n, name in named if n != "zero"]
    if len(said) < 2:
        return said[0] if said else "zero seconds"
    return f"{' '.join(said[:-1])} and {said[-1]}"


def _say_result(found: re.Match[str]) -> str:
    """Say a runner's time: "four minutes and five point three seconds"."""
    hours = int(found["hours"] or 0)
    whole, _, part = found["seconds"].partition(".")
    seconds = f"{cardinal(int(whole))} point {say_digits(part, 'zero')}"
    return _say_lasting(hours, int(found["minutes"]), seconds)


def _half_of_day(letter: str) -> str:
    return f" {letter[0]}.{'M' if letter[0].isupper() else 'm'}."


def _say_seconds(second: int) -> str:
    return f" and {cardinal(second)} second{'' if second == 1 else 's'}"


def _say_clock(hour: int, minute: int, after: str) -> str:
    if minute:
        return f"{cardinal(hour)} {say_pair(minute)}{after}"
    if after:
        return f"{cardinal(hour)}{after}"
    if hour in {0, 24}:
        return "midnight"
    return f"{cardinal(hour)} o’clock" if hour <= 12 else f"{cardinal(hour)} hundred"


def _say_half(found: re.Match[str]) -> str:
    said = _half_of_day(found["half"])
    first, last = found["hour"], found["last"]
    until = f" to {cardinal(int(last))}" if last else ""
    return f"{cardinal(int(first))}{until}{said}"


def _say_hours(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    said = say_pair(hour)
    return f"{said} {say_pair(minute) if minute else 'hundred'} hours"


def _say_military(found: re.Match[str]) -> str:
    """Say "0630", "0600": "oh six thirty", "oh six hundred"."""
    minute = int(found[2])
    return f"{say_pair(int(found[1]))} {say_pair(minute) if minute else 'hundred'}"


def _say_minutes(found: re.Match[str]) -> str:
    """Say minutes that are no hour: "ninety minutes", "fifty-two minutes and seven seconds"."""
    return _say_lasting(0, int(found[1]), cardinal(int(found[2])))


def _say_ratio(found: re.Match[str]) -> str:
    return f"{say_amount(found[1])} to {say_whole(found[3])}"


_HALVES = r"[ \u00a0]?(?P<half>[apAP])\.?[ \u00a0]?[mM]\b\.?"
_SHORT_HALVES = r"(?P<half>[ap])(?!\w)"


_CLOCK = r"(?P<hour>[01]?[0-9]|2[0-4])"

_TIMES = (
    Rule(
        "times",
        Pattern(
            r"(?<![\w.,:/$£€])(?:(?P<hours>[0-9]{1,2}):)?(?P<minutes>[0-5]?[0-9])"
            r":(?P<seconds>[0-5][0-9]\.[0-9]{1,3})(?![\w:/]|[.,][0-9])"
        ),
        _say_result,
        frozenset(":"),
    ),
    Rule(
        "times",
        Pattern(r"(?<![\w.,:/$£€])([0-5]?[0-9]):([0-5][0-9]) min(?:utes|s)?\b"),
        _say_minutes,
        frozenset(":"),
    ),
    Rule(
        "times",
        Pattern(
            rf"(?:(?<![\w.,:/$£€])|(?<=[0-9]T)){_CLOCK}:(?P<minute>[0-5][0-9])"
            r"(?::(?P<second>[0-5][0-9]))?"
            rf"(?:{_HALVES}|(?![\w:/]|[.,][0-9])|(?=(?:ish|Z)\b))"
        ),
        _say_time,
        frozenset(":"),
    ),
    Rule(
        "times",
        Pattern(
            rf"(?<![\w.,:/$£€]){_CLOCK}:(?P<minute>[0-5][0-9])(?P<second>(?!))?{_SHORT_HALVES}"
        ),
        _say_time,
        frozenset(":"),
    ),
    Rule(
        "times",
        Pattern(r"(?<![\w.,:/$£€])([2-9][0-9]):(0[0-9])(?![\w:/]|[.,][0-9])(?<!2[0-4]:0[0-9])"),
        _say_minutes,
        frozenset(":"),
    ),
    Rule(
        "times",
        Pattern(rf"(?<![\w.,:/$£€]){_CLOCK}\.(?P<minute>[0-5][0-9])(?P<second>(?!))?{_HALVES}"),
        _say_time,
        DIGITS,
    ),
    Rule(
        "times",
        Pattern(rf"(?<![\w.,:/$£€])(?P<hour>1?[0-9])(?: ?[-–] ?(?P<last>1?[0-9]))?{_HALVES}"),
        _say_half,
        DIGITS,
    ),
    Rule(
        "times",
        Pattern(r"(?<![\w.,:/$£€-])([01][0-9]|2[0-4])([0-5][0-9])(?:h| ?hrs\b\.?| hours)\b"),
        _say_hours,
        DIGITS,
    ),
    Rule(
        "times",
        Pattern(
            r"(?:(?<=\b[Aa]t )|(?<=\b[Bb]y )|(?<=[Uu]ntil )|(?<=[Bb]efore )|(?<=[Aa]fter )"
            r"|(?<=\b[Ff]rom )|(?<=[Ss]ince )|(?<=[12][0-9]{3}, )|(?<=[“\"])(?=....[,.!?]))"
            r"(0[0-9])([0-5][05])(?![\w:/-]|[.,][0-9])"
        ),
        _say_military,
        frozenset("0"),
    ),
    Rule(
        "ratios",
        Pattern(
            r"(?<![\w.,:/])([0-9]{1,6}(?:\.[0-9]{1,3})?)( ?):\2"
            r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,6})"
            r"(?![\w:/]|[.,][0-9])"
        ),
        _say_ratio,
        frozenset(":"),
    ),
)

_TRAIN_TIME = Rule(
    "times",
    Pattern(
        rf"(?<=\b[Tt]he ){_CLOCK}\.(?P<minute>[0-5][0-9])(?P<second>(?!))?(?P<half>(?!))?"
        r"(?= (?:train|bus|boat|express|from|to)\b)"
    ),
    _say_time,
    DIGITS,
)
"""A train by its time: "the 4.50 from Paddington"."""

_POINTED_TIME = Rule(
    "times",
    Pattern(
        rf"(?:(?<=\b[Aa]t )|(?<=\b[Bb]y )|(?<=\b[Uu]ntil )|(?<=\b[Tt]he ))"
        rf"{_CLOCK}\.(?P<minute>[0-5][0-9])"
        r"(?P<second>(?!))?(?P<half>(?!))?"
        r"(?= (?:train|bus|boat|express|from|to)\b|[.,;:!?)’”]*(?:\s|$))"
        r"(?! ?(?:%|°|percent|per cent|million|billion|[a-z]+s\b))"
    ),
    _say_time,
    DIGITS,
)
"""Britain's point in a time of day: "at 5.30"."""


def time_rules(*, american: bool) -> tuple[Rule, ...]:
    """Return the rules of times of day; British ones may have a point, "at 5.30"."""
    return (*_TIMES, _TRAIN_TIME if american else _POINTED_TIME)
