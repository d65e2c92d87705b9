"""English rules of money: sums in many currencies, and pounds, shillings and pence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from narrator.script.normal.lengths import tells_kind
from narrator.script.normal.parts import VULGAR
from narrator.script.normal.rule import DIGITS, Pattern, Rule
from narrator.script.normal.words import (
    DECIMAL,
    NUMBER,
    bare_digits,
    cardinal,
    say_amount,
    say_part,
    say_whole,
    stop_at_end,
)

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
    "NT$": _dollar("New Taiwan"), "R$": Currency("real", "reais"), "US $": _dollar("US"),
    "U.S. $": _dollar("US"), "CAD$": _dollar("Canadian"), "AUD$": _dollar("Australian"),
    "J$": _dollar("Jamaican"), "TT$": _dollar("Trinidad"), "Bds$": _dollar("Barbados"),
    "Z$": _dollar("Zimbabwean"), "MX$": Currency("Mexican peso", "Mexican pesos"),
    "₵": Currency("cedi", "cedis"), "GH₵": Currency("cedi", "cedis"), "₸": _same("tenge"),
    "₿": Currency("bitcoin", "bitcoins"), "₾": _same("lari"), "₲": Currency("guarani", "guaranis"),
    "₭": _same("kip"), "৳": _same("taka"), "₨": Currency("rupee", "rupees"), "₮": _same("tugrik"),
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
    "CZK": Currency("Czech koruna", "Czech korunas"), "HUF": Currency("forint", "forints"),
    "ISK": Currency("Icelandic krona", "Icelandic kronur"), "IDR": _same("rupiah"),
    "TWD": _dollar("New Taiwan"), "MYR": _same("ringgit"), "VND": _same("dong"),
    "AED": Currency("dirham", "dirhams"), "SAR": Currency("riyal", "riyals"),
    "EGP": Currency("Egyptian pound", "Egyptian pounds"), "ILS": Currency("shekel", "shekels"),
    "NGN": _same("naira"), "KES": Currency("Kenyan shilling", "Kenyan shillings"),
    "KSh": Currency("Kenyan shilling", "Kenyan shillings"), "UAH": _SIGNED["₴"],
    "ARS": Currency("Argentine peso", "Argentine pesos"), "BDT": _same("taka"),
    "CLP": Currency("Chilean peso", "Chilean pesos"), "PKR": Currency("rupee", "rupees"),
    "LKR": Currency("rupee", "rupees"), "XAF": Currency("CFA franc", "CFA francs"),
    "XOF": Currency("CFA franc", "CFA francs"), "BTC": Currency("bitcoin", "bitcoins"),
    "zł": Currency("zloty", "zlotys"), "Kč": Currency("koruna", "korunas"), "Rp": _same("rupiah"),
    "RM": _same("ringgit"),
    "SFr": Currency("Swiss franc", "Swiss francs"), "FF": Currency("French franc", "French francs"),
    "gns": Currency("guinea", "guineas"), "gns.": Currency("guinea", "guineas"),
    "Rs": _SIGNED["₹"], "Rs.": _SIGNED["₹"], "DM": Currency("Deutschmark", "Deutschmarks"),
    "kr": _same("kroner"),
}  # fmt: skip
"""Those that stand apart from the sum, before or after it."""
_PENNIES = {"p": Currency("penny", "pence"), "c": Currency("cent", "cents")}
_CURRENCIES = {**_SIGNED, **_CODED, **_PENNIES}


def _any_of(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_SIGN = rf"(?P<sign>{_any_of(_SIGNED)})"
_SIGNS = frozenset("$£₤¢€¥₩₹฿₽₱₺₦₪₫₴₡₵₸₿₾₲₭৳₨₮")
_CODE = _any_of(_CODED)
_SIZES = {
    "k": "thousand", "m": "million", "mn": "million", "mm": "million", "mil": "million",
    "mln": "million", "b": "billion", "bn": "billion", "t": "trillion", "tn": "trillion",
}  # fmt: skip
_SIZE = (
    r"(?:[ \u00a0-]?(?P<size>thousand|million|billion|trillion|hundred|lakh|crore)s?\b"
    r"|[ \u00a0]?(?P<short>k|K|mil|mln|mm|MM|mn|m|M|bn|B|tn|T)(?!\w))?"
)
_TO = r"[ \u00a0]?[-–−][ \u00a0]?"
_PART = rf"[ \u00a0]?(?P<vulgar>[{''.join(VULGAR)}])|[ \u00a0](?P<part>[1-9]/[2-9])(?![0-9/])"
_RANGE = (
    rf"(?P<first>{DECIMAL})?(?:(?(first)(?:{_TO}| to (?=(?P=sign)))(?:(?P=sign) ?)?"
    rf"(?P<last>{DECIMAL})|(?!))|{_PART}|(?(first)|(?!)))"
)
_FREE = r"(?<![\w.,])(?<![0-9][-–:/⁄])"


def _say_money(found: re.Match[str]) -> str:
    currency = _CURRENCIES[found["sign"]]
    minus = "minus " if found["minus"] or found["below"] else ""
    size = found["size"] or _SIZES.get((found["short"] or "").lower(), "")
    if found["last"]:
        first, last = say_amount(found["first"]), say_amount(found["last"])
        return f"{first} to {' '.join(filter(None, (last, size, currency.many)))}"
    name = currency.one if _is_measure(found) else currency.many
    if _is_said(found, currency):
        name = ""
    if found["vulgar"] or found["part"]:
        return minus + _say_parted(found, size, currency)
    if size:
        return minus + f"{say_amount(found['first'])} {size} {name}".rstrip()
    return minus + _say_sum(found["first"], currency, singular=_is_measure(found))


def _say_parted(found: re.Match[str], size: str, currency: Currency) -> str:
    """Say a sum with a fraction: "three and a half million dollars", "half a pound"."""
    vulgar = found["vulgar"]
    above, below = VULGAR[vulgar] if vulgar else map(int, found["part"].split("/"))
    part = say_part(above, below)
    if found["first"]:
        part = f"{say_amount(found['first'])} and {re.sub('^one ', 'a ', part)}"
    elif not size:
        return f"{part} of a {currency.one}".replace("one half of", "half")
    return " ".join(filter(None, (part, size, currency.many)))


def _is_said(found: re.Match[str], currency: Currency) -> bool:
    """Tell whether the currency is written once more behind the sum: "£10 million pounds"."""
    return found.string.startswith(f" {currency.many}", found.end())


def _is_measure(found: re.Match[str]) -> bool:
    """Tell whether the sum says what something is, as in "a $10 bill" or "a $5-a-day job"."""
    text, start, end = found.string, found.start(), found.end()
    if tells_kind(text, start, end):
        return True
    opens = re.search(r"\b(?:an?|another|each|every)\s+$", text[:start], re.IGNORECASE)
    return bool(opens and re.match(r"[ -][a-z]", text[end:]))


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
    if found["after"] == "Rs" and found["first"] == "3":
        return None  # reading, writing and arithmetic
    if found["after"] in _PENNIES and len(found["first"]) > 2:
        return None  # "1080p"
    return _say_sum(found["first"], currency)


def _say_old_money(found: re.Match[str]) -> str:
    """Say pounds, shillings and pence: "£3 5s. 6d."."""
    pounds, shillings, pence = found.group("pounds", "shillings", "pence")
    pounds = pounds or found["l"]
    said = []
    if pounds:
        said.append(_say_sum(pounds, _POUND))
    if shillings:
        said.append(f"{say_whole(shillings)} shilling{'' if shillings == '1' else 's'}")
    if pence:
        said.append("a penny" if pence == "1" else f"{say_whole(pence)} pence")
    return " and ".join(filter(None, (", ".join(said[:-1]), said[-1]))) + stop_at_end(found)


def _say_halfpence(found: re.Match[str]) -> str:
    """Say pennies in parts: "½d.", "2½d."."""
    whole, (above, below) = found[1], VULGAR[found[2]]
    part = say_part(above, below)
    if not whole:
        return f"{part} penny".replace("one half", "half a") + stop_at_end(found)
    return f"{say_whole(whole)} and {part.replace('one ', 'a ')} pence{stop_at_end(found)}"


def _say_shillings(found: re.Match[str]) -> str | None:
    """Say "10/6" and "5/-" as people in shops did."""
    shillings, pence = found.group("shillings", "pence")
    improper = pence in {"6", "9", "11"} and int(shillings) > int(pence)
    if not (found["d"] or improper or (shillings, pence) == ("2", "6")):
        return None
    return f"{cardinal(int(shillings))} and {cardinal(int(pence))}"


SHILLINGS = Rule(
    "money",
    Pattern(
        r"(?<![\w.,/:-])(?P<shillings>[1-9][0-9]?)/(?P<pence>1[01]|[1-9])(?P<d>d)?"
        r"(?![\w/-]|[.,][0-9]| time\b)"
    ),
    _say_shillings,
    frozenset("/"),
)
"""Britain's old sums with a stroke: shillings and pence."""


_POINTED = r"((?=[0-9.]*,)[0-9]{1,4}|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]{1,2}))?"


def _say_whole_shillings(found: re.Match[str]) -> str:
    """Say "5/-"."""
    return f"{say_whole(found[1])} shilling{'' if found[1] == '1' else 's'}"


def _say_comma(found: re.Match[str]) -> str:
    """Say euros with a comma before the cents, points between the thousands: "1.002,50 €"."""
    whole, cents = bare_digits(found[1] or found[3]), found[2] or found[4]
    amount = f"{whole}.{cents}" if cents else whole
    if found["size"]:
        return f"{say_amount(amount)} {found['size']} euros"
    return _say_sum(amount, _SIGNED["€"])


MONEY = (
    Rule(
        "money",
        Pattern(
            rf"(?:(?<!\w)€ ?{_POINTED}|(?<![\w.,]){_POINTED} ?€)"
            r"(?: (?P<size>million|billion))?(?![\w,]|\.[0-9])"
        ),
        _say_comma,
        _SIGNS,
    ),
    Rule(
        "money",
        Pattern(
            rf"(?<!\w)(?:(?:£(?P<pounds>{NUMBER})\.?|(?P<l>{NUMBER})l\.)[ \u00a0]?)?"
            r"(?P<shillings>[0-9]{1,2})s\.?,?[ \u00a0]?"
            r"(?P<pence>[0-9]{1,2})d\b\.?"
        ),
        _say_old_money,
        DIGITS,
    ),
    Rule(
        "money",
        Pattern(
            rf"(?<!\w)(?:£(?P<pounds>{NUMBER})\.?[ \u00a0]?|(?P<l>{NUMBER})l\.[ \u00a0]?)"
            r"(?P<shillings>[0-9]{1,2})s\b(?P<pence>(?!))?\.?"
        ),
        _say_old_money,
        DIGITS,
    ),
    Rule(
        "money",
        Pattern(
            rf"(?<![\w.,£$])(?:(?P<pounds>{NUMBER})[ \u00a0]?l\.|(?P<shillings>[0-9]{{1,2}})s\.)"
            r"(?P<l>(?!))?(?P<pence>(?!))?(?= [a-z]|[,;:])"
        ),
        _say_old_money,
        DIGITS,
    ),
    Rule(
        "money",
        Pattern(
            r"(?<!\w)£(?P<pounds>[0-9]+)(?P<l>(?!))?([/-])(?P<shillings>1?[0-9])\3"
            r"(?P<pence>1[01]|[0-9])(?![\w/-]|[.,][0-9])"
        ),
        _say_old_money,
        _SIGNS,
    ),
    Rule(
        "money",
        Pattern(r"(?<![\w.,/:-])(?<!Rs )(?<!Rs[.] )([1-9][0-9]{0,2})/[-–—](?![\w/-])"),
        _say_whole_shillings,
        frozenset("/"),
    ),
    Rule(
        "money",
        Pattern(r"(?<![\w.,£$])([0-9]{1,2})?([½¼¾])d\b\.?"),
        _say_halfpence,
        frozenset("½¼¾"),
    ),
    Rule(
        "money",
        Pattern(
            r"(?<![\w.,£$])(?P<pounds>(?!))?(?P<l>(?!))?(?P<shillings>(?!))?(?P<pence>[0-9]{1,2})d"
            r"(?= (?:each|a|an|per|apiece)\b)"
        ),
        _say_old_money,
        DIGITS,
    ),
    Rule(
        "money",
        Pattern(
            r"(?<![\w.,£$])(?P<pounds>(?!))?(?P<l>(?!))?(?P<shillings>(?!))?(?P<pence>[0-9]{1,2})d\.(?!\w)"
        ),
        _say_old_money,
        DIGITS,
    ),
    Rule(
        "money",
        Pattern(
            rf"(?<!\w)(?P<minus>[-−])?{_SIGN} ?(?P<below>[-−])?{_RANGE}{_SIZE}"
            r"(?:/[-–—=](?!\w))?(?![0-9])"
        ),
        _say_money,
        _SIGNS,
    ),
    Rule(
        "money",
        Pattern(
            rf"{_FREE}(?P<first>{DECIMAL})(?: (?P<size>thousand|million|billion))?"
            r"[ \u00a0]?(?P<after>[€£$¥₹¢₽₩₫₴₱฿]|(?<=[0-9])[pc](?=[\s.,;:!?)’”]|$)"
            rf"|(?:(?<=[0-9]{{2}})|(?<=[ \u00a0])|(?!Rs))(?:{_CODE})(?!\w))(?![0-9])"
        ),
        _say_after,
        DIGITS,
    ),
    Rule(
        "money",
        Pattern(
            rf"(?<!\w)(?P<after>{_CODE})[ \u00a0]?(?P<first>{DECIMAL})"
            r"(?: (?P<size>thousand|million|billion|lakh|crore)|(?<=[0-9])/[-–=])?(?![\w%])"
        ),
        _say_after,
        DIGITS,
    ),
)
