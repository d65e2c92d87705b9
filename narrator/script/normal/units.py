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
    "P": "peta",
}  # fmt: skip
_BASES = {
    "m": ("metre", "nµμmcdk"), "g": ("gram", "nµμmk"), "l": ("litre", "µμmcdh"),
    "L": ("litre", "µμmcdh"), "s": ("second", "nµμm"), "W": ("watt", "µμmkMGT"),
    "Wh": ("watt hour", "kMGT"), "V": ("volt", "µμmkM"), "A": ("amp", "nµμmk"),
    "Ah": ("amp hour", "mk"), "J": ("joule", "mkMGT"), "N": ("newton", "mkM"),
    "Pa": ("pascal", "mhkMG"), "eV": ("electronvolt", "mkMGT"), "F": ("farad", "pnµμm"),
    "Ω": ("ohm", "mkMG"), "\u2126": ("ohm", "mkMG"), "mol": ("mole", "nµμmk"),
    "T": ("tesla", "nµμm"),
    "cal": ("calorie", "k"), "B": ("byte", "kKMGTP"), "bit": ("bit", "kKMG"), "b": ("bit", "kMG"),
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
    "r.p.m": "r p m/", "c.c": "c c/", "kms": "kilometre", "mcg": "microgram", "Tbsp": "tablespoon",
    "Tsp": "teaspoon", "fl. oz": "fluid ounce", "pct": "percent/", "kts": "knot",
    "Nm": "newton metre", "N·m": "newton metre", "N⋅m": "newton metre", "kNm": "kilonewton metre",
    "ft-lb": "foot pound", "ft·lb": "foot pound", "ft-lbs": "foot pound", "ft·lbf": "foot pound",
    "ft⋅lbf": "foot pound", "lb-ft": "pound foot/pound feet", "lb·ft": "pound foot/pound feet",
    "kW·h": "kilowatt hour", "kW⋅h": "kilowatt hour", "kW-h": "kilowatt hour",
    "mmHg": "millimetre of mercury/millimetres of mercury",
    "mm Hg": "millimetre of mercury/millimetres of mercury", "atm": "atmosphere", "lm": "lumen",
    "lx": "lux/", "cd": "candela", "gns": "guinea", "mo": "month",
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


_SHOUTED = str.split(
    "Kg KG Km KM Kms CM Cm LB LBS Lbs OZ Oz FT Ft MPH Mph KPH Kph HP Hp BHP RPM PSI ML Ml KW Kw"
    " kw khz Khz KHz KHZ mhz Mhz MHZ ghz Ghz GHZ hz HZ gb tb db DB Db FPS DPI PPM PPB MPG BPM"
    " YDS YD YRS HRS MINS SECS Hrs Mins Secs Yrs MIN SEC"
)
"""Units in other capitals than theirs."""


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
    units |= {short: _read(name) for short, name in _OTHERS.items()}
    small = {short.lower(): unit for short, unit in reversed(units.items())}
    return {shouted: small[shouted.lower()] for shouted in _SHOUTED} | units


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
