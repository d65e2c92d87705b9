"""How numbers and tables are shown to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNITS = ("B", "kB", "MB", "GB", "TB")


def say_length(seconds: float) -> str:
    """Say how long something plays: ``0:07``, ``12:34``, ``11:02:30``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def count(number: int, noun: str) -> str:
    """Say how many there are of something: ``1 clip``, ``2 clips``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def say_size(size: float) -> str:
    """Say how large something is, in decimal units: ``512 B``, ``1.5 MB``, ``20 GB``."""
    unit = 0
    while size >= 999.5 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.3g} {_UNITS[unit]}" if unit else f"{size:.0f} B"


def shorten(text: str, most: int = 60) -> str:
    """Give a text on one line, cut where it is longer than so many characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def lay_out(rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out in columns, two spaces apart; columns of numbers stand to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    numeric = [_is_numeric(column[1:]) for column in zip(*rows, strict=True)]
    return "\n".join(_lay_out_row(row, widths, numeric) for row in rows)


def _lay_out_row(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    cells = (
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(row, widths, numeric, strict=True)
    )
    return "  ".join(cells).rstrip()


def _is_numeric(column: Sequence[str]) -> bool:
    return bool(column) and all(cell.replace(":", "").replace(",", "").isdigit() for cell in column)
