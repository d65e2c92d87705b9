"""Units and how they are said: the SI's by their prefixes, those of the kitchen and the road."""

from __future__ import annotations

from typing import NamedTuple


class Unit(NamedTuple):
    """The names of one and of several, in British spelling."""

    one: str
    many: str


_PREFIXES = {
    "p": "pico", "n": "nano", "µ": "micro", "μ": "micro", "m": "milli", "c": "centi", "d": "deci",
    "h": "hecto", "k": "kilo", "K": "kilo", "M": "mega", "G": "giga", "T": "tera",
}  # fmt: skip
_BASES = {
    "m": ("metre", "nµμmcdk"), "g": ("gram", "nµμmk"), "l": ("litre", "µμmcdh"),
    "L": ("litre", "µμmcdh"), "s": ("second", "nµμm"), "W": ("watt", "µμmkMGT"),
    "Wh": ("watt hour", "kMGT"), "V": ("volt", "µμmkM"), "A": ("amp", "nµμmk"),
    "Ah": ("amp hour", "mk"), "J": ("joule", "mkMGT"), "N": ("newton", "mkM"),
    "Pa": ("pascal", "mhkMG"), "eV": ("electronvolt", "mkMGT"), "F": ("farad", "pnµμm"),
    "Ω": ("ohm", "mkMG"), "\u2126": ("ohm", "mkMG"), "mol": ("mole", "nµμmk"),
    "T": ("tesla", "nµμm"),
    "cal": ("calorie", "k"), "B": ("byte", "kKMGT"), "bit": ("bit", "kKMG"), "b": ("bit", "kMG"),
    "bps": ("bit per second", "kKMG"), "Bq": ("becquerel", "kMGT"), "Sv": ("sievert", "nµμm"),
    "Gy": ("gray", "m"), "bar": ("bar", "m"), "t": ("tonne", "kM"), "pc": ("parsec", "kMG"),
    "M": ("mole", "nµμm"),
}  # fmt: skip
"""The SI's units and their like, with the prefixes that they are printed with."""
_NOT_ALONE = frozenset("FTbBM") | {"eV", "bit", "bar", "mol"}
"""Bases that stand below with another plural, or are letters or words where they stand alone."""

_OTHERS = {
    "ha": "hectare", "mi": "mile", "mile": "mile", "yd": "yard", "yds": "yard", "kgs": "kilogram",
    "lb": "pound", "lbs": "pound", "oz": "ounce", "fl oz": "fluid ounce", "pt": "pint",
    "gal": "gallon", "qt": "quart", "tsp": "teaspoon", "tbsp": "tablespoon", "h": "hour",
    "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "sec": "second",
    "secs": "second", "yr": "year", "yrs": "year", "wk": "week", "wks": "week", "mos": "month",
    "kn": "knot", "nmi": "nautical mile", "ly": "light year", "eV": "electronvolt", "mol": "mole",
    "bit": "bit", "bar": "bar", "ac": "acre", "acre": "acre", "bhp": "brake horsepower/",
    "hp": "horsepower/", "cwt": "hundredweight/", "ft": "foot/feet", "in": "inch/inches",
    "ins": "inch/inches", "Hz": "hertz/", "kHz": "kilohertz/", "MHz": "megahertz/",
    "GHz": "gigahertz/", "THz": "terahertz/", "mHz": "millihertz/", "K": "kelvin/",
    "dB": "decibel", "dBA": "decibel", "cc": "c c/", "rpm": "r p m/", "psi": "p s i/",
    "ppm": "part per million", "ppb": "part per billion", "mph": "mile per hour",
    "kph": "kilometre per hour", "kmh": "kilometre per hour", "bpm": "beat per minute",
    "fps": "frame per second", "dpi": "dot per inch", "mpg": "mile per gallon", "GB": "gigabyte",
    "ft lb": "foot pound", "lbf": "pound force/pounds force", "px": "pixel", "MP": "megapixel",
    "AU": "astronomical unit", "deg": "degree", "m.p.h": "mile per hour", "h.p": "horsepower/",
    "r.p.m": "r p m/", "c.c": "c c/",
}  # fmt: skip
"""Others; after a slash the plural, where that is not the regular one, and none for the same."""

_AREAS = {
    "m": "metre", "km": "kilometre", "cm": "centimetre", "mm": "millimetre", "µm": "micrometre",
    "ft": "foot", "in": "inch", "mi": "mile", "yd": "yard", "dm": "decimetre",
}  # fmt: skip


def _plural(one: str) -> str:
    first, per, rest = one.partition(" per ")
    many = {"foot": "feet", "inch": "inches"}.get(first.split()[-1])
    first = f"{first.rpartition(' ')[0]} {many}".strip() if many else f"{first}s"
    return first + per + rest


def _read(told: str) -> Unit:
    one, slash, many = told.partition("/")
    return Unit(one, many or one if slash else _plural(one))


def _list_units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for base, (name, prefixes) in _BASES.items():
        if base not in _NOT_ALONE:
            units[base] = _read(name)
        units.update({prefix + base: _read(_PREFIXES[prefix] + name) for prefix in prefixes})
    for short, name in _AREAS.items():
        square, cubic = _read(f"square {name}"), _read(f"cubic {name}")
        units.update(dict.fromkeys((f"{short}²", f"{short}2", f"{short}^2", f"sq {short}"), square))
        units.update(dict.fromkeys((f"sq. {short}", f"sq. {short}."), square))
        units.update(dict.fromkeys((f"{short}³", f"{short}3", f"{short}^3", f"cu {short}"), cubic))
    return units | {short: _read(name) for short, name in _OTHERS.items()}


UNITS = _list_units()
"""Units as they are printed behind a number."""

RATED = {
    "s": "second", "sec": "second", "h": "hour", "hr": "hour", "min": "minute", "d": "day",
    "day": "day", "week": "week", "month": "month", "mo": "month", "yr": "year", "year": "year",
    "s²": "second squared", "s2": "second squared", "s^2": "second squared", "person": "person",
    "capita": "capita", "cap": "capita", "night": "night", "hour": "hour", "minute": "minute",
    "second": "second", "kg": "kilogram", "ac": "acre", "acre": "acre",
    **{short: unit.one for short, unit in UNITS.items() if len(short) > 1 or short in "lLm"},
    "in": "inch",
}  # fmt: skip
"""What may stand behind a slash: "per second", "per square kilometre"."""

AREAS = tuple(short for short in UNITS if UNITS[short].one.startswith(("square", "cubic")))
