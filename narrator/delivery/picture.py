"""A picture of a chapter: its waveform, its loudness over time, and the limits, as SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from narrator.book.names import make_file_name
from narrator.cache.store import replacing, translate_os_errors
from narrator.delivery.levels import SHORT_TERM, slide, to_lufs
from narrator.delivery.model import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from narrator.delivery.judge import Verdict
    from narrator.delivery.model import DeliveredFile
    from narrator.delivery.profile import Profile

_WIDTH, _LEFT, _WAVE, _LEVEL, _GAP, _TOP = 1000, 60, 160, 200, 30, 40
_HEIGHT = _TOP + _WAVE + _GAP + _LEVEL + 30
_LOWEST = -60.0
"""dB: the lower edge of the picture of levels."""

_LEGEND = "a technical check. Green: loudness over 3 s, LUFS. Brown: RMS over 3 s, dB. Red: limits."
_STYLE = """
svg { font: 12px system-ui, sans-serif; background: #fff }
.wave { fill: #4a7ba6 } .rms { stroke: #b36b00 } .lufs { stroke: #1b6e3c }
.line { fill: none; stroke-width: 1.2 } .axis { stroke: #999 }
.limit { stroke: #c0392b; stroke-dasharray: 5 3 }
.band { fill: #1b6e3c; opacity: .13 } .rmsband { fill: #b36b00; opacity: .13 }
.name { font-size: 15px; font-weight: bold }
"""

Levels = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Part:
    """A chapter of a file, in stretches: its title, where it starts, the curves between."""

    title: str
    step: float
    peaks: Levels
    plain: Levels
    loud: Levels

    @property
    def seconds(self) -> float:
        return len(self.peaks) * self.step


def draw_all(verdict: Verdict, folder: Path) -> tuple[Path, ...]:
    """Write a picture of every chapter into a folder, which is made; give their paths."""
    with translate_os_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return tuple(
        path for file in verdict.parcel.files for path in _draw_file(file, verdict.profile, folder)
    )


def _draw_file(file: DeliveredFile, profile: Profile, folder: Path) -> Iterator[Path]:
    width = len(str(len(file.marks)))
    for number, part in enumerate(_cut(file), 1):
        mark = f" {number:0{width}} {make_file_name(part.title)}" if file.marks else ""
        path = folder / f"{make_file_name(file.path.name + mark)}.svg"
        with replacing(path) as partial:
            partial.write_text(_draw(part, file.path.name, profile), encoding="utf-8")
        yield path


def _cut(file: DeliveredFile) -> Iterator[_Part]:
    """Cut a file into its chapters; the whole of it where it has none."""
    sound = file.sound
    marks = file.marks or (Mark("", 0.0, sound.seconds),)
    plain = slide(sound.plain, SHORT_TERM)
    loud = to_lufs(slide(sound.weighted, SHORT_TERM))
    with np.errstate(divide="ignore"):
        plain = 10 * np.log10(plain)
    for mark in marks:
        first, last = round(mark.start / sound.step), max(1, round(mark.end / sound.step))
        between = slice(min(first, len(sound.peaks) - 1), last)
        peaks = sound.peaks[between].astype(np.float64)
        yield _Part(mark.title, sound.step, peaks, plain[between], loud[between])


def _draw(part: _Part, name: str, profile: Profile) -> str:
    label = f"{name}: {part.title}" if part.title else name
    bottom = _TOP + _WAVE + _GAP
    shapes = [
        f'<text class="name" x="{_LEFT}" y="18">{escape(label)}</text>',
        f'<text x="{_LEFT}" y="33">{escape(f"{profile.name}, {_LEGEND}")}</text>',
        *_draw_wave(part, profile),
        *_draw_levels(part, profile, bottom),
        *_draw_time(part, bottom + _LEVEL + 16),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}">\n<style>{_STYLE}</style>\n'
        + "\n".join(shapes)
        + "\n</svg>\n"
    )


def _draw_wave(part: _Part, profile: Profile) -> Iterator[str]:
    """Draw how high the peaks are, above and below a middle line, and the highest allowed."""
    middle, half = _TOP + _WAVE / 2, _WAVE / 2
    heights = np.minimum(_thin(part.peaks), 1.0) * half
    across = np.linspace(_LEFT, _WIDTH, len(heights))
    above = _join(across, middle - heights)
    below = _join(across[::-1], middle + heights[::-1])
    yield f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH}" y1="{middle}" y2="{middle}"/>'
    yield f'<polygon class="wave" points="{above} {below}"/>'
    for name in ("peak", "true_peak"):
        rule = profile.find(name)
        if rule and rule.max is not None:
            height = 10 ** (rule.max / 20) * half
            yield _draw_limit(middle - height, f"{rule.max:g} dB")
            yield _draw_limit(middle + height, "")
            return


def _draw_levels(part: _Part, profile: Profile, top: float) -> Iterator[str]:
    """Draw loudness and RMS over time, and what they should be between over the whole."""
    frame = f'x="{_LEFT}" y="{top}" width="{_WIDTH - _LEFT}" height="{_LEVEL}"'
    yield f'<rect class="line axis" {frame}/>'
    for name, style in (("loudness", "band"), ("rms", "rmsband")):
        rule = profile.find(name)
        if rule and rule.min is not None and rule.max is not None:
            high, low = _place(rule.max, top), _place(rule.min, top)
            yield (
                f'<rect class="{style}" x="{_LEFT}" y="{high:.1f}" width="{_WIDTH - _LEFT}" '
                f'height="{low - high:.1f}"/>'
            )
            yield _draw_limit(high, f"{rule.max:g}")
            yield _draw_limit(low, f"{rule.min:g}")
    for levels, style in ((part.plain, "rms"), (part.loud, "lufs")):
        if len(levels):
            values = _thin(levels)
            across = np.linspace(_LEFT, _WIDTH, len(values))
            heights = np.array([_place(value, top) for value in values])
            yield f'<polyline class="line {style}" points="{_join(across, heights)}"/>'


def _draw_limit(height: float, label: str) -> str:
    return (
        f'<line class="limit" x1="{_LEFT}" x2="{_WIDTH}" y1="{height:.1f}" y2="{height:.1f}"/>'
        f'<text x="{_LEFT - 6}" y="{height + 4:.1f}" text-anchor="end">{label}</text>'
    )


def _draw_time(part: _Part, height: float) -> Iterator[str]:
    for tenth in range(0, 11, 2):
        seconds = round(part.seconds * tenth / 10)
        across = _LEFT + (_WIDTH - _LEFT) * tenth / 10
        anchor = "end" if tenth == 10 else "middle"
        time = f"{seconds // 60}:{seconds % 60:02}"
        yield f'<text x="{across:.0f}" y="{height}" text-anchor="{anchor}">{time}</text>'


def _place(level: float, top: float) -> float:
    """Tell how far down a level in dB stands."""
    within = min(0.0, max(_LOWEST, level)) if not math.isnan(level) else _LOWEST
    return top + _LEVEL * within / _LOWEST


def _thin(values: Levels) -> Levels:
    """Keep the highest of neighbours, so that there is no more than one value a pixel."""
    starts = np.unique(np.linspace(0, len(values) - 1, min(len(values), _WIDTH)).astype(np.int64))
    return np.asarray(np.maximum.reduceat(values, starts))


def _join(across: Levels, heights: Levels) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, heights, strict=True))
