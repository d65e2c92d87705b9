"""English rules of dates: "the twelfth of July", "nineteen oh five", "the nineties"."""

from __future__ import annotations

import re

from narrator.script.normal.rule import DIGITS, Pattern, Rule
from narrator.script.normal.words import (
    cardinal,
    ordinal,
    plural,
    say_code,
    say_pair,
    say_year,
    stop_at_end,
)

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SHORT = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH = (
    rf"(?P<month>{'|'.join(_MONTHS)}|{'|'.join(month.upper() for month in _MONTHS)}"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)(?:\.|\b)"
    r"|(?:JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT|SEP|OCT|NOV|DEC)(?:\.|\b)"
    r"|january|february|april|june|july|august|september|october|november|december"
    r"|(?:march|may)(?= [12][0-9]{3}\b))"
)
_TH = "(?:st|nd|rd|th|d)?"
_DAY = rf"(?P<day>[0-3]?[0-9]){_TH}(?:(?P<to> and | to | & |[-–/])(?P<last>[0-3]?[0-9]){_TH})?"
_YEAR = r"(?P<year>1[0-9]{3}|20[0-9]{2})(?![\w/]|[,.:][0-9]|[-–][0-9])"
_END = r"(?![\w/]|[,.:-][0-9]| (?:men|women|people|of)\b)"

_BEFORE_YEARS = re.compile(
    r"\b(?:in|since|by|of|from|until|till|to|before|after|during|between|and|circa|about|around"
    r"|year|spring|summer|autumn|fall|winter|early|late|mid|ad|a\.d\.|anno"
    rf"|{'|'.join(month.lower() for month in _MONTHS)})[ ,\u00a0-]+$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s+(?:[a-z]+ )?(?!(?:census|series|across|towards|whereas|was|is|has|his"
    r"|this|its|as|us|yes|perhaps|always)\b)"
    r"(?:men|women|people|children|feet|[a-z]{2,}[^s\W]s)\b"
)


_BEFORE_EVENTS = re.compile(r"\b(?:the|its|this|that|his|her|their|an?)\s+$", re.IGNORECASE)
"""Words between which and a thing stands rather its year than its number."""


def _month_name(printed: str) -> str:
    name = printed.rstrip(".").lower()
    number = _SHORT.get(name)
    return _MONTHS[number - 1] if number else name.capitalize()


def _days(found: re.Match[str]) -> str | None:
    days = [int(day) for day in found.group("day", "last") if day]
    if not all(1 <= day <= 31 for day in days):
        return None
    joint = " and " if found["to"] in {" and ", " & "} else " to "
    return joint.join(map(ordinal, days))


def _say_day_month(found: re.Match[str]) -> str | None:
    days = _days(found)
    if days is None:
        return None
    article = found["the"] or "the "
    year = found["year"]
    after = f"{found['between']}{say_year(int(year))}" if year else ""
    return f"{article}{days} of {_month_name(found['month'])}{after}"


def _say_month_day(found: re.Match[str], *, american: bool) -> str | None:
    days = _days(found)
    if days is None:
        return None
    the = "" if american else "the "
    year = found["year"]
    after = f"{found['between']}{say_year(int(year))}" if year else ""
    return f"{_month_name(found['month'])} {the}{days}{after}"


def _say_month_year(found: re.Match[str]) -> str:
    month = _month_name(found["month"])
    return f"{month}{found['between']}{say_year(int(found['year']))}" if found["year"] else month


def _say_numeric(found: re.Match[str], *, american: bool) -> str | None:
    first, second, year = int(found[1]), int(found[3]), found[4]
    month, day = (first, second) if american else (second, first)
    if month > 12 >= day:
        month, day = day, month
    return _say_date(day, month, year, american=american)


def _say_iso(found: re.Match[str], *, american: bool) -> str | None:
    said = _say_date(int(found[4]), int(found[3]), found[1], american=american)
    return f"{said}, T " if said and found["clock"] else said


def _say_year_month(found: re.Match[str]) -> str | None:
    """Say "2010-05", which is no span of years."""
    year, month = int(found[1]), int(found[2])
    return f"{_MONTHS[month - 1]} {say_year(year)}" if year % 100 >= month else None


def _say_date(day: int, month: int, year: str, *, american: bool) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    said = say_year(int(year)) if len(year) == 4 else say_pair(int(year))
    name = _MONTHS[month - 1]
    return f"{name} {ordinal(day)}, {said}" if american else f"the {ordinal(day)} of {name} {said}"


_TIED_MONTH = rf"(?i:(?P<month>{'|'.join(_SHORT)}|may))"


def _say_tied(found: re.Match[str]) -> str | None:
    """Say "1-Jan-2000", "01JAN00"."""
    days, year = _days(found), found["year"]
    said = say_year(int(year)) if len(year) == 4 else say_pair(int(year))
    return f"the {days} of {_month_name(found['month'])} {said}" if days else None


def _say_slashed(found: re.Match[str], *, american: bool) -> str | None:
    """Say the day and the month of "on 10/27", "Sat 3/4" and "05/06"."""
    first, second = map(int, found[0].split("/"))
    month, day = (first, second) if american else (second, first)
    if month > 12 >= day:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31) or (first, second) == (9, 11):
        return None
    name = _MONTHS[month - 1]
    return f"{name} {ordinal(day)}" if american else f"the {ordinal(day)} of {name}"


_WEEKDAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Weds": "Wednesday",
    "Thu": "Thursday", "Thur": "Thursday", "Thurs": "Thursday", "Fri": "Friday",
    "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip
_DAYS = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_SHORT_NAMES = "|".join(
    (*_WEEKDAYS, *(month.capitalize() for month in _SHORT), "March", "April", "May", "June", "July")
)


def _say_span(found: re.Match[str]) -> str | None:
    """Say "Mon–Fri" and "Jan.–Feb.": two days or two months, one at least cut short."""
    first, last = found.group("first", "last")
    if (first in _WEEKDAYS) != (last in _WEEKDAYS) or first == last:
        return None
    if first in _MONTHS and (last in _MONTHS or re.match(" [0-9]", found.string[found.end() :])):
        return None
    names = [_WEEKDAYS.get(name) or _month_name(name) for name in (first, last)]
    joint = (found["to"] or " to ").replace("&", "and")
    return f"{names[0]}{joint}{names[1]}{stop_at_end(found)}"


def _say_era_year(found: re.Match[str]) -> str:
    """Say the year of an era: "seven fifty-three BC", "AD fourteen fifty-three"."""
    before, first, last, after = found.group("before", "first", "last", "after")
    said = " to ".join(_say_ancient(year) for year in (first, last) if year)
    return f"{'AD ' if before else ''}{said}{after or ''}"


def _say_ancient(printed: str) -> str:
    digits = printed.replace(",", "")
    number = int(digits)
    if len(digits) == 3 and number % 100:
        return say_code(digits)
    return say_year(number) if len(digits) == 4 and "," not in printed else cardinal(number)


_ERA = r"(?:A\.? ?D\b|B\.? ?C\.? ?E\b|B\.? ?C\b|C\.? ?E\b|AH\b)"
ERAS = Rule(
    "years",
    Pattern(
        rf"(?<![\w.,:/$£€-])(?P<before>(?=A)(?:A\.D\.|AD) )?"
        rf"(?P<first>[0-9]{{1,4}}|[0-9]{{1,2}},[0-9]{{3}})"
        r"(?:[-–](?P<last>[0-9]{1,4}))?"
        rf"(?(before)(?![\w/]|[,.:][0-9])|(?P<after>(?= {_ERA})))"
    ),
    _say_era_year,
    DIGITS,
)
"""Years before and after Christ; the era itself is an abbreviation's rule to say."""


def date_rules(*, american: bool) -> tuple[Rule, ...]:
    """Return the rules of whole dates; ``american`` has the month before the day."""
    between = r"(?P<between>,? )"
    return (
        Rule(
            "dates",
            Pattern(
                rf"(?<!\w)(?P<first>{_SHORT_NAMES})\.?(?: ?[-–] ?|(?P<to> to | through | & ))"
                rf"(?P<last>{_SHORT_NAMES})\b\.?(?![-–\w])"
            ),
            _say_span,
        ),
        Rule(
            "dates",
            Pattern(
                rf"(?<!\w)({_DAYS})\.?"
                rf"(?=,? (?:the )?(?:[0-3]?[0-9]{_TH} (?:of )?)?{_MONTH}|,? [0-9]{{1,2}}[/.-][0-9]"
                r"|,? [0-9]{1,2}(?::[0-9]{2}| ?[ap]\.?m\b))"
            ),
            lambda found: _WEEKDAYS[found[1]],
            DIGITS,
        ),
        Rule(
            "dates",
            Pattern(
                rf"(?<=\b[Oo]n )({_DAYS})\.(?!\w)"
                rf"|(?<!\w)({_DAYS})\.?(?= (?:morning|afternoon|evening|night|noon)\b)"
            ),
            lambda found: _WEEKDAYS[found[1] or found[2]] + stop_at_end(found),
        ),
        Rule(
            "dates",
            Pattern(
                rf"(?<![\w.,:/$£€-])(?P<the>[Tt]he )?{_DAY}(?: of)?[ \u00a0]{_MONTH}"
                rf"(?:{between}{_YEAR})?(?!\w)"
            ),
            _say_day_month,
            DIGITS,
        ),
        Rule(
            "dates",
            Pattern(
                rf"(?<![\w.,:/$£€-])(?P<day>[0-3]?[0-9])(?P<to>(?!))?(?P<last>(?!))?(?P<the>(?!))?-?"
                rf"{_TIED_MONTH}-?(?P<year>[12][0-9]{{3}}|[0-9]{{2}})(?![\w-])"
            ),
            _say_tied,
            DIGITS,
        ),
        Rule(
            "dates",
            Pattern(
                rf"(?<!\w){_MONTH}[ \u00a0](?:the )?{_DAY}{_END}(?! ?[a-z]\.?m\b)"
                rf"(?:{between}{_YEAR})?"
            ),
            lambda found: _say_month_day(found, american=american),
            DIGITS,
        ),
        Rule(
            "dates",
            Pattern(rf"(?<!\w){_MONTH}(?:{between}{_YEAR}|(?= ['’‘][0-9]{{2}}(?!\w)))"),
            _say_month_year,
            DIGITS,
        ),
        Rule(
            "dates",
            Pattern(
                r"(?<=\b[IiOoBb][nfy] )(?P<month>Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec)\."
                r"(?![\w])"
            ),
            lambda found: _month_name(found["month"]),
            frozenset("."),
        ),
        *_numeric_dates(american=american),
        _slashed_dates(american=american),
    )


_ON = (
    r"(?:(?<=\b[Oo]n )|(?<=\b[Ss]ince )|(?<=\b[Uu]ntil )|(?<=\b[Dd]ated )|(?<=[deinrs]day )"
    r"|(?<=\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ))"
)
_NO_PART = r"(?![\w/-]|[.,][0-9]|[\"″”]| (?:of|a|an|cups?|inch|inches|miles?|time)\b)"
_TWO = "[0-3]?[0-9]"


def _slashed_dates(*, american: bool) -> Rule:
    """Return the rule of a day and a month with a stroke, where these are no fraction."""
    led = rf"(?:0[1-9]/{_TWO}|{_TWO}/0[1-9])"
    return Rule(
        "dates",
        Pattern(rf"(?:{_ON}{_TWO}/{_TWO}|(?<![\w.,:/$£€-]){led}){_NO_PART}"),
        lambda found: _say_slashed(found, american=american),
        frozenset("/"),
    )


def _numeric_dates(*, american: bool) -> tuple[Rule, ...]:
    """Return the rules of dates in figures alone."""
    return (
        Rule(
            "dates",
            Pattern(
                r"(?<![\w.,:/$£€-])([0-3]?[0-9])([/.-])([0-3]?[0-9])\2([12][0-9]{3}|[0-9]{2})"
                r"(?![\w/-]|[.,][0-9])"
            ),
            lambda found: _say_numeric(found, american=american),
            DIGITS,
        ),
        Rule(
            "dates",
            Pattern(
                r"(?<![\w.,:/$£€-])([12][0-9]{3})([-/.])([01]?[0-9])\2([0-3]?[0-9])"
                r"(?:(?![\w-]|[./][0-9])|(?P<clock>T(?=[0-9]{2}:)))"
            ),
            lambda found: _say_iso(found, american=american),
            DIGITS,
        ),
        Rule(
            "dates",
            Pattern(
                r"(?<![\w.,:/$£€-])(0?[1-9]|1[0-2])/(1[89][0-9]{2}|20[0-9]{2})(?![\w/-]|[.,][0-9])"
            ),
            lambda found: f"{_MONTHS[int(found[1]) - 1]} {say_year(int(found[2]))}",
            DIGITS,
        ),
        Rule(
            "dates",
            Pattern(r"(?<![\w.,:/$£€-])(1[89][0-9]{2}|20[0-9]{2})-(0[1-9])(?![\w/-]|[.,][0-9])"),
            _say_year_month,
            DIGITS,
        ),
    )


def _say_decade(found: re.Match[str]) -> str:
    number = int(found["number"])
    return plural(say_year(number) if number > 999 else cardinal(number or 2000))


def _say_short_year(found: re.Match[str]) -> str:
    return f"’{say_pair(int(found[1]))}"


def _say_lone_year(found: re.Match[str]) -> str | None:
    """Say four digits as a year, unless a number of things is meant."""
    number = int(found[0])
    text = found.string
    before = max(0, found.start() - 20)
    told = _BEFORE_YEARS.search(text, before, found.start())
    if (
        not told
        and not _BEFORE_EVENTS.search(text, before, found.start())
        and _COUNTED.match(text, found.end())
    ):
        return None
    if number >= 2100:
        return say_year(number) if _FUTURE.search(text, before, found.start()) else None
    return say_year(number) if told or number >= 1100 else None


_FUTURE = re.compile(r"\b(?:in|year|by|since|until|circa) $", re.IGNORECASE)
"""Before a year to come."""


YEARS = (
    Rule(
        "decades",
        Pattern(
            r"(?:(?<![\w.,])|(?<=mid)(?=1))(?!1000s of)"
            r"['’‘]?(?P<number>[12][0-9]{2}0|[2-9]0|00)['’]?s\b"
        ),
        _say_decade,
        DIGITS,
    ),
    Rule("years", Pattern(r"(?<!\w)['’‘](0[0-9])(?![\w'’])"), _say_short_year, frozenset("0")),
    Rule(
        "years",
        Pattern(
            r"(?:(?<![\w,.$£€¥#:/])(?<![0-9][-–])|(?<=\bc\.)|(?<=\bca\.))[12][0-9]{3}"
            r"(?!\w|[,.:/][0-9]|[-–][0-9]| ?%)"
        ),
        _say_lone_year,
        DIGITS,
    ),
)
