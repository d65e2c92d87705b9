"""The report of a batch: what became of each title, for people (HTML) and for programs (JSON)."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from html import escape
from typing import TYPE_CHECKING, Literal, get_args

from narrator.cache.store import replacing
from narrator.web_page import render_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from narrator.cache.key import Json

State = Literal["done", "incomplete", "failed", "unfinished"]

NAME = "batch"
"""How the report's files are called, before their suffixes."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What the technical check of a title came to, and each rule that is broken."""

    profile: str
    passed: bool
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TitleReport:
    """What became of one title.

    ``seconds`` is how long it plays, ``wall`` how long it was in hand; ``clips`` are those that it
    needs, ``made`` those that this run made for it; ``cost`` is in US dollars. ``gate`` is None
    where no profile was asked for. One that is ``unfinished`` had not ended when the report was
    written. ``error`` says what to do next, and is empty where nothing is to
    be done.
    """

    manuscript: str
    state: State
    title: str = ""
    folder: str = ""
    files: tuple[str, ...] = ()
    chapters: int = 0
    seconds: float = 0.0
    wall: float = 0.0
    clips: int = 0
    made: int = 0
    left: int = 0
    failed: tuple[str, ...] = ()
    cost: float = 0.0
    voices: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    gate: Gate | None = None
    error: str = ""

    def summarize(self) -> dict[str, Json]:
        """Give what a log says of a title that has ended, by the names of the fields."""
        return {
            "manuscript": self.manuscript,
            "state": self.state,
            "folder": self.folder,
            "seconds": round(self.seconds, 3),
            "wall": round(self.wall, 3),
            "made": self.made,
            "cost": round(self.cost, 4),
            "error": self.error,
        }


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What became of a catalogue: its titles as they ended. ``wall`` is in seconds."""

    catalog: str
    titles: tuple[TitleReport, ...]
    wall: float

    @property
    def cost(self) -> float:
        """What was spent, in US dollars."""
        return sum(title.cost for title in self.titles)

    def as_json(self) -> dict[str, object]:
        """Give the report as ``batch.json`` has it: its titles have the fields of TitleReport."""
        states = Counter(title.state for title in self.titles)
        return {
            "version": 1,
            "catalog": self.catalog,
            "titles": [_round(asdict(title)) for title in self.titles],
            **{state: states[state] for state in get_args(State)},
            "seconds": round(sum(title.seconds for title in self.titles), 3),
            "wall": round(self.wall, 3),
            "cost": round(self.cost, 4),
        }


def write_report(report: BatchReport, folder: Path) -> None:
    """Write ``batch.json`` and ``batch.html`` into a folder, in place of earlier ones."""
    with replacing(folder / f"{NAME}.json") as path:
        path.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1), "utf-8")
    with replacing(folder / f"{NAME}.html") as path:
        path.write_text(render(report), "utf-8")


def _round(values: dict[str, object]) -> dict[str, object]:
    """Round seconds and money to what is worth telling."""
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in values.items()
    }


_STYLE = """
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
.failed, .incomplete, .unfinished { font-weight: bold }
"""
_BODY = """<h1>{title}</h1>
<p>{summary}</p>
<table>
<thead><tr><th>Title<th>State<th class="n">Chapters<th class="n">Plays<th class="n">Clips made
<th class="n">Cost<th class="n">Time<th>Gate<th>What to know, what to do</thead>
<tbody>
{rows}
</tbody></table>"""


def render(report: BatchReport) -> str:
    """Render the page. Text from books and catalogues is text in it, never markup."""
    states = Counter(title.state for title in report.titles)
    told = [f"{count} {state}" for state, count in states.items()]
    seconds = sum(title.seconds for title in report.titles)
    summary = (
        f"{', '.join(told) or 'No title'}; {_length(seconds)} of sound in {_length(report.wall)}; "
        f"${report.cost:.2f}."
    )
    ordered = sorted(report.titles, key=lambda title: title.state == "done")
    rows = "\n".join(map(_render_row, ordered))
    name = f"Batch: {report.catalog}"
    body = _BODY.format(title=escape(name), summary=summary, rows=rows)
    return render_page(name, body, style=_STYLE)


def _render_row(title: TitleReport) -> str:
    name = f"{escape(title.title or title.manuscript)}<small>{escape(title.folder)}</small>"
    numbers: Sequence[str] = (
        str(title.chapters),
        _length(title.seconds),
        f"{title.made} of {title.clips}",
        f"${title.cost:.2f}",
        _length(title.wall),
    )
    broken = title.gate.broken if title.gate else ()
    told = [text for text in (title.error, *title.failed, *broken, *title.notices) if text]
    cells = "".join(f'<td class="n">{number}' for number in numbers)
    gate = escape(_tell_gate(title.gate)) if title.gate else ""
    words = "".join(f"<small>{escape(text)}</small>" for text in told)
    return f'<tr class="{title.state}"><td>{name}<td>{title.state}{cells}<td>{gate}<td>{words}'


def _tell_gate(gate: Gate) -> str:
    return f"{gate.profile}: {'passes' if gate.passed else 'fails'} the technical check"


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
