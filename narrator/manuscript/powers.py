"""Powers: figures that print raises, which as plain figures would be another number."""

from __future__ import annotations

import re

_POWER = re.compile(r"[-+−–]?\d{1,3}|n")
_BASE = re.compile(r"(?:\d|[)\]])$|(?<![^\W\d_])[^\W\d_]{1,2}$")
_REACH = 3  # characters before a power that tell of it
_RAISED = str.maketrans("0123456789-+−–n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁻⁻ⁿ")


def raised_power(text: str, before: str) -> str:
    """Give a superscript as raised figures where it is a power: 10² is not 102; else "".

    ``before`` is what stands before it: a figure, a bracket, or one or two letters, as of a unit.
    """
    raised = _POWER.fullmatch(text) and _BASE.search(before[-_REACH:])
    return text.translate(_RAISED) if raised else ""


def begins_fraction(before: str, after: str) -> bool:
    """Tell whether a superscript is the upper part of a fraction that follows a figure: 5 1/2."""
    return before[-1:].isdigit() and after[:1] in ("/", "⁄")
