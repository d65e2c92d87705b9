"""Covers that are made: for a book that has none, and squares for shops that take no other.

Both are SVGs, drawn as any cover is; a title is in the fonts of this machine.
"""

from __future__ import annotations

import base64
import hashlib
import html
import textwrap
import unicodedata
from typing import TYPE_CHECKING

from narrator.book.cover import measure_picture, tell_media_type
from narrator.manuscript.model import Cover

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from narrator.manuscript.model import Metadata

SIDE = 2400
_MARGIN = 240
_MOST_LINES = 6
_LARGEST = 300
_FONTS = "Georgia, 'DejaVu Serif', 'Liberation Serif', 'Noto Serif', serif"


def make_cover(metadata: Metadata) -> Cover:
    """Make the cover of a book; the same for the same title and authors."""
    title = " ".join(metadata.title.split())
    authors = ", ".join(metadata.authors)
    number = int.from_bytes(hashlib.sha256(f"{title}\n{authors}".encode()).digest()[:2], "big")
    hue = number % 360
    inner = SIDE - 2 * _MARGIN
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">'
        f'<rect width="{SIDE}" height="{SIDE}" fill="{_colour(hue, 28)}"/>'
        f'<rect x="{_MARGIN // 2}" y="{_MARGIN // 2}" width="{inner + _MARGIN}"'
        f' height="{inner + _MARGIN}" fill="none" stroke="{_colour(hue, 62)}" stroke-width="12"/>'
        f'<g font-family="{_FONTS}" text-anchor="middle" fill="#ffffff">'
        f"{''.join(_set(title, top=SIDE * 0.2, height=SIDE * 0.45, largest=_LARGEST))}"
        f"{''.join(_set(authors, top=SIDE * 0.72, height=SIDE * 0.16, largest=120))}"
        "</g></svg>"
    )
    return Cover("image/svg+xml", drawing.encode())


def make_square(cover: Cover) -> Cover:
    """Lay a cover, whole, in the middle of a square on black; a large enough square stays."""
    kind = tell_media_type(cover.data)
    width, height = measure_picture(cover) if kind else (0, 0)
    if width == height >= SIDE:
        return cover
    data = base64.b64encode(cover.data).decode()
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">'
        f'<rect width="{SIDE}" height="{SIDE}"/><image width="{SIDE}" height="{SIDE}"'
        f' href="data:{kind or "image/svg+xml"};base64,{data}"/></svg>'
    )
    return Cover("image/svg+xml", drawing.encode())


def _set(text: str, *, top: float, height: float, largest: float) -> Iterator[str]:
    """Set a text in the middle of a box as wide as the page, as large as it fits."""
    lines, size = _fit(text, height, largest)
    first = top + (height - len(lines) * size * 1.2) / 2 + size
    for at, line in enumerate(lines):
        place = f'x="{SIDE // 2}" y="{first + at * size * 1.2:.0f}"'
        yield f'<text {place} font-size="{size:.0f}">{html.escape(line, quote=False)}</text>'


def _fit(text: str, height: float, largest: float) -> tuple[Sequence[str], float]:
    """Tell in which lines a text is largest, and how large that is."""
    options = []
    for count in range(1, _MOST_LINES + 1):
        wrapped = textwrap.wrap(text, max(8, -(-len(text) // count) + 3)) or [""]
        width = max(map(_width, wrapped)) or 1
        size = min(largest, (SIDE - 2 * _MARGIN) / width, height / (1.2 * len(wrapped)))
        options.append((wrapped, size))
    return max(options, key=lambda it: it[1])


def _width(line: str) -> float:
    """Guess how wide a line is in units of its size: generously, so that it fits in any font."""
    return sum(1.05 if unicodedata.east_asian_width(it) in "WF" else 0.62 for it in line)


def _colour(hue: int, lightness: int) -> str:
    return f"hsl({hue}, 35%, {lightness}%)"
