"""Make many titles: a catalogue in, a folder for each title and one report out.

Running it again goes on where it was stopped; titles that are finished are left as they are.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections import Counter, defaultdict
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tqdm import tqdm

from narrator.batch.catalog import read_catalog
from narrator.batch.cluster import hire_on_cluster, joining
from narrator.batch.report import BatchReport, TitleReport, write_report
from narrator.batch.runner import foresee_catalog, run_catalog
from narrator.cache.shared import open_store
from narrator.cli import options as shared
from narrator.cli.build import parse_jobs
from narrator.cli.log import Log, add_log, logging
from narrator.cli.show import count, lay_out, say_length
from narrator.engine import Needs
from narrator.errors import IncompleteError, NarratorError
from narrator.queue.events import ClipFailed, ClipMade, Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from narrator.batch.catalog import Catalog, Title
    from narrator.batch.workshop import HireStaff
    from narrator.queue.forecast import Forecast
    from narrator.settings import Settings

_OFTEN = 5.0
"""Seconds between two writings of the report of a run that goes on."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what batch takes."""
    parser.add_argument(
        "catalog", type=Path, metavar="CATALOG", help="the titles: TOML with [[title]], or CSV"
    )
    parser.add_argument("--engine", metavar="NAME", help="who speaks where a title does not say")
    parser.add_argument(
        "--base-url", metavar="URL", help="the server that a network engine speaks through"
    )
    parser.add_argument(
        "--output", type=Path, metavar="FOLDER", help="titles go to FOLDER/<title>/ (output)"
    )
    parser.add_argument(
        "--jobs", type=parse_jobs, metavar="N", help="clips made at once (default: one a processor)"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what it would cost, and make nothing"
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on where the last run stopped (always so)"
    )
    parser.add_argument(
        "--cluster", metavar="ADDRESS", help="make clips on a Ray cluster: auto, local, HOST:PORT"
    )
    parser.add_argument(
        "--job-needs", type=parse_needs, metavar="CPUS[,GPUS[,GIB]]",
        help="what one clip needs of a cluster's machine (what its engine says)",
    )  # fmt: skip
    shared.add_cache(parser)
    shared.add_json(parser)
    add_log(parser)


def parse_needs(text: str) -> Needs:
    """Read what a clip needs of a machine: processors, GPUs, GiB of memory."""
    try:
        cpus, gpus, memory, *more = *map(float, text.split(",")), 0.0, 0.0, 0.0
    except ValueError:
        cpus, gpus, memory, more = -1.0, 0.0, 0.0, []
    if not 0 <= min(cpus, gpus, memory) < math.inf or len(more) > 2 or not cpus + gpus:
        raise argparse.ArgumentTypeError(
            f"processors, GPUs and GiB of memory are needed, as in 2,0.5,4; not {text!r}"
        )
    return Needs(cpus, gpus, int(memory * 2**30))


def run(arguments: argparse.Namespace) -> int:
    """Make the titles and report; raise IncompleteError where one is not whole."""
    catalog = read_catalog(arguments.catalog)
    settings = shared.settings_from(arguments)
    if arguments.dry_run:
        return _foresee(catalog, settings, as_json=arguments.json)
    with logging(arguments) as log:
        with _hiring(arguments, settings) as hire:
            bar = _Bar(len(catalog.titles), log, hidden=arguments.log == "json")
            report = _run(catalog, settings, hire, bar)
        _show(report, settings.output, as_json=arguments.json)
        _check_whole(report)
    return 0


@contextmanager
def _hiring(arguments: argparse.Namespace, settings: Settings) -> Iterator[HireStaff | None]:
    """Say who makes the clips: a cluster where one is named, else this machine."""
    if not arguments.cluster:
        yield None
        return
    store = open_store(settings.cache, settings.shared)
    with joining(arguments.cluster):
        yield partial(hire_on_cluster, store=store, size=settings.jobs, needs=arguments.job_needs)


def _run(catalog: Catalog, settings: Settings, hire: HireStaff | None, bar: _Bar) -> BatchReport:
    """Make the titles, showing each as it ends; the report on disk follows, whatever happens.

    It is written before anything is spent, so that a folder that refuses it is told of then.
    """
    start = written = time.monotonic()
    ended: list[TitleReport] = []

    def write() -> BatchReport:
        titles = (*ended, *bar.list_unfinished(catalog, ended))
        report = BatchReport(str(catalog.path), titles, time.monotonic() - start)
        write_report(report, settings.output)
        return report

    write()
    titles = run_catalog(catalog, settings=settings, hire=hire, watch=bar.watch)
    try:
        with bar, closing(titles):
            for title in titles:
                bar.end(title)
                ended.append(title)
                if time.monotonic() - written > _OFTEN:
                    write()
                    written = time.monotonic()
    except BaseException:
        with suppress(NarratorError):  # what ended the run says more
            write()
        raise
    return write()


class _Bar:
    """Titles finished, sound made; on anything but a terminal only a line for each title.

    The log hears of everything. ``hidden`` leaves it to the log alone.
    """

    def __init__(self, total: int, log: Log, *, hidden: bool) -> None:
        self._seconds = 0.0
        self._spent: dict[str, float] = defaultdict(float)
        """US dollars, by manuscript."""
        self._log = log
        self._hidden = hidden
        self._bar = tqdm(
            total=total, desc="Titles", unit="title", disable=hidden or not sys.stderr.isatty(),
            bar_format="{desc} {bar} {n_fmt}/{total_fmt}{postfix}, {remaining} left",
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def watch(self, title: Title, event: Event) -> None:
        self._log.note(event, manuscript=title.manuscript)
        if isinstance(event, ClipMade | ClipFailed):
            self._spent[title.manuscript] += event.cost
        if isinstance(event, ClipMade):
            self._seconds += event.seconds
            self._bar.set_postfix_str(f"{say_length(self._seconds)} of audio")

    def list_unfinished(
        self, catalog: Catalog, ended: Iterable[TitleReport]
    ) -> Iterator[TitleReport]:
        """Report on the titles that have not ended, and what was paid for them."""
        missing = Counter(title.manuscript for title in catalog.titles)
        spent = self._spent.copy()
        for title in ended:
            missing[title.manuscript] -= 1
            spent[title.manuscript] -= title.cost
        for name in missing.elements():
            told = "It was not finished. Run the batch again to go on; what was made is kept."
            yield TitleReport(name, "unfinished", cost=max(0.0, spent.pop(name, 0.0)), error=told)

    def end(self, title: TitleReport) -> None:
        self._log.write({"event": "title_ended", **title.summarize()})
        told = f"{title.state}: {title.title or title.manuscript}"
        if not self._hidden:
            self._bar.write(f"{told}. {title.error}" if title.error else told, file=sys.stderr)
        self._bar.update()


def _show(report: BatchReport, output: Path, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        print(_tell(report, output))


def _check_whole(report: BatchReport) -> None:
    if wrong := sum(title.state != "done" for title in report.titles):
        raise IncompleteError(
            f"{count(wrong, 'title')} of {len(report.titles)} not finished: the report says why. "
            "Everything that was made is kept: the same command goes on."
        )


def _tell(report: BatchReport, output: Path) -> str:
    seconds = sum(title.seconds for title in report.titles)
    done = sum(title.state == "done" for title in report.titles)
    return (
        f"{done} of {count(len(report.titles), 'title')} finished, {say_length(seconds)} of sound, "
        f"${report.cost:.2f}, in {say_length(report.wall)}.\n  {output / 'batch.html'}"
    )


def _foresee(catalog: Catalog, settings: Settings, *, as_json: bool) -> int:
    """Show what each title would cost, and all together."""
    told = list(foresee_catalog(catalog, settings=settings))
    wrong = [result for _, result in told if isinstance(result, NarratorError)]
    known = [result for _, result in told if not isinstance(result, NarratorError)]
    price = sum(it.more for it in known)
    if as_json:
        titles = [
            {"manuscript": title.manuscript}
            | ({"error": str(it)} if isinstance(it, NarratorError) else _shorten(it.forecast))
            for title, it in told
        ]
        print(
            json.dumps({"titles": titles, "price": round(price, 4)}, ensure_ascii=False, indent=1)
        )
    else:
        rows: list[tuple[str, ...]] = [
            ("manuscript", "title", "chapters", "clips", "missing", "price")
        ]
        rows += [
            _row(title, it.forecast) for title, it in told if not isinstance(it, NarratorError)
        ]
        print(f"{lay_out(rows)}\n\n{count(len(known), 'title')}: ${price:.2f}, each clip once.")
    if wrong:
        raise IncompleteError(f"{count(len(wrong), 'title')} cannot be made. {wrong[0]}")
    return 0


def _shorten(forecast: Forecast) -> dict[str, object]:
    names = ("title", "clips", "cached", "missing", "characters", "bytes", "price", "work_seconds")
    told = {name: value for name, value in forecast.items() if name in names}
    return {**told, "chapters": len(forecast["chapters"])}


def _row(title: Title, forecast: Forecast) -> tuple[str, ...]:
    return (
        title.manuscript,
        forecast["title"],
        str(len(forecast["chapters"])),
        str(forecast["clips"]),
        str(forecast["missing"]),
        f"${forecast['price']:.2f}",
    )
