"""Look after the cache: what is in it, whether it is sound, and making room.

Clips cost time or money, so nothing removes a sound one unless you say --clips. What is broken is
removed when it is found, and the next build makes it again.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from typing import TYPE_CHECKING, TypedDict, TypeVar

from tqdm import tqdm

from narrator.book.kept import list_parts, read_seconds, verify
from narrator.cache.inventory import take_inventory
from narrator.cache.prune import Limits, prune
from narrator.cache.shared import open_store
from narrator.cache.store import FolderStore
from narrator.cli import options as shared
from narrator.cli.show import count, lay_out, say_length, say_size
from narrator.errors import MachineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from narrator.cache.inventory import Inventory
    from narrator.cache.prune import Pruned

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_WHY = {
    "leftover": "that a killed process left half-written",
    "orphan": "that belong to no clip or chapter that is there",
    "unused": "that can be made again for nothing, the longest unused",
    "clip": "of clips, the longest unused",
}

T = TypeVar("T")


class ShelfStats(TypedDict):
    """What lies on a shelf of the store."""

    files: int
    bytes: int


class Stats(TypedDict):
    """The report of ``narrator cache stats --json``.

    ``clip_seconds`` is how long all clips play; ``leftovers`` and ``orphans`` count the files that
    ``prune`` would remove without being told more.
    """

    folder: str
    clips: int
    clip_seconds: int
    chapters: int
    bytes: int
    shelves: dict[str, ShelfStats]
    leftovers: int
    orphans: int


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the three things that can be done, and what they take."""
    actions = parser.add_subparsers(metavar="ACTION", required=True, help="what to do")
    for name, act, summary in (
        ("stats", _show_stats, "tell what is kept, how large it is and how long it plays"),
        ("verify", _verify, "look at everything that is kept, and remove what is broken"),
        ("prune", _prune, "remove what is of no use, and what was not used for long"),
    ):
        action = actions.add_parser(name, help=summary, description=summary)
        shared.add_cache(action)
        shared.add_json(action)
        action.set_defaults(act=act)
    _add_limits(action)


def _add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--older-than", type=parse_days, metavar="DAYS", help="what no build used for so long"
    )
    parser.add_argument(
        "--keep-size", type=parse_size, metavar="SIZE", help="until no more is left: 500M, 20G"
    )
    parser.add_argument(
        "--clips", action="store_true", help="clips too, after all that can be made for nothing"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would go; remove nothing")


def parse_days(text: str) -> float:
    """Read a number of days, from 0 up."""
    try:
        days = float(text)
    except ValueError:
        days = math.nan
    if not 0 <= days < math.inf:
        raise argparse.ArgumentTypeError(f"a number of days is needed, not {text!r}")
    return days


def parse_size(text: str) -> float:
    """Read a size in bytes: ``500M``, ``1.5G``, ``20 GB``."""
    number = text.strip().lower().removesuffix("b")
    unit = number[-1:] if number[-1:].isalpha() else ""
    try:
        size = float(number.removesuffix(unit)) * _UNITS[unit]
    except (ValueError, KeyError):
        size = math.nan
    if not 0 <= size < math.inf:
        raise argparse.ArgumentTypeError(f"a size is needed, as in 500M or 20G, not {text!r}")
    return size


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for."""
    settings = shared.settings_from(arguments)
    if settings.shared:
        print(f"This is about the copies of {settings.shared} on this machine.", file=sys.stderr)
    store = FolderStore(open_store(settings.cache, settings.shared).root)
    return int(arguments.act(store, arguments))


def _show_stats(store: FolderStore, arguments: argparse.Namespace) -> int:
    with take_inventory(store, list_parts) as inventory:
        stats = _count(store, inventory)
    print(json.dumps(stats, indent=1) if arguments.json else _tell_stats(stats))
    return 0


def _count(store: FolderStore, inventory: Inventory) -> Stats:
    names = (kept.name for kept in inventory.list_files("clips", "json"))
    total, _ = inventory.count("clips", "json")
    sizes = {shelf: inventory.count(shelf) for shelf in inventory.list_shelves()}
    return Stats(
        folder=str(store.root),
        clips=inventory.count("clips", "flac")[0],
        clip_seconds=round(
            sum(read_seconds(store, it) for it in _watch("Adding up", total, names))
        ),
        chapters=inventory.count_chapters(),
        bytes=inventory.find_size(),
        shelves={name: {"files": files, "bytes": size} for name, (files, size) in sizes.items()},
        leftovers=sum(1 for _ in inventory.list_leftovers()),
        orphans=sum(1 for _ in inventory.list_orphans()),
    )


def _tell_stats(stats: Stats) -> str:
    rows = [("shelf", "files", "size")]
    rows += [
        (name, str(it["files"]), say_size(it["bytes"])) for name, it in stats["shelves"].items()
    ]
    useless = stats["leftovers"] + stats["orphans"]
    summary = (
        f"{stats['folder']}: {count(stats['clips'], 'clip')} of "
        f"{say_length(stats['clip_seconds'])}, {count(stats['chapters'], 'chapter')} encoded; "
        f"{say_size(stats['bytes'])} in all."
    )
    parts = [summary]
    if stats["shelves"]:
        parts.append(lay_out(rows))
    if useless:
        parts.append(f"{count(useless, 'file')} of no use: narrator cache prune removes them.")
    return "\n\n".join(parts)


def _verify(store: FolderStore, arguments: argparse.Namespace) -> int:
    """Look at everything, and raise MachineError where something was broken."""
    looked, broken = 0, []
    with take_inventory(store, list_parts) as inventory:
        total = inventory.count("clips")[0] + inventory.count("chapters", "json")[0]
        for finding in _watch("Looking", total, verify(store, inventory)):
            looked += 1
            if finding.fault:
                broken.append({"path": str(store.path(finding.name)), "fault": finding.fault})
    if arguments.json:
        print(json.dumps({"files": looked, "broken": broken}, ensure_ascii=False, indent=1))
    else:
        print(f"{store.root}: {count(looked, 'file')} looked at, {len(broken) or 'none'} broken.")
        print(*(f"  {it['path']}: {it['fault']}" for it in broken), sep="\n", end="")
    if broken:
        raise MachineError(
            f"{count(len(broken), 'file')} in {store.root} broken and removed, beginning with "
            f"{broken[0]['path']}. The next build makes again what it needs of them."
        )
    return 0


def _prune(store: FolderStore, arguments: argparse.Namespace) -> int:
    days, size = arguments.older_than, arguments.keep_size
    if arguments.clips and days is None and size is None:
        raise UsageError(
            "--clips alone does not say which may go. Add --older-than 90, or --keep-size 20G."
        )
    limits = Limits(
        math.inf if days is None else days, math.inf if size is None else size, arguments.clips
    )
    with take_inventory(store, list_parts) as inventory:
        pruned = prune(store, inventory, limits, dry=arguments.dry_run)
    if arguments.json:
        print(json.dumps(_report_pruned(pruned), indent=1))
    else:
        print(_tell_pruned(pruned, limits, dry=arguments.dry_run))
    return 0


def _report_pruned(pruned: Pruned) -> dict[str, object]:
    removed = {
        why: {"files": pruned.files[why], "bytes": pruned.sizes[why]} for why in pruned.files
    }
    return {"removed": removed, "left_bytes": pruned.left}


def _tell_pruned(pruned: Pruned, limits: Limits, *, dry: bool) -> str:
    lines = [
        f"  {count(number, 'file')} ({say_size(pruned.sizes[why])}) {_WHY[why]}"
        for why, number in pruned.files.items()
    ]
    verb = "Would remove" if dry else "Removed"
    more = "" if pruned.left <= limits.size else f" More only goes with {_tell_more(limits)}."
    return "\n".join(
        [
            f"{verb} {say_size(pruned.sizes.total())}; {say_size(pruned.left)} left.{more}",
            *lines,
        ]
    )


def _tell_more(limits: Limits) -> str:
    return "the folder itself" if limits.clips else "--clips, which cost time or money to make"


def _watch(doing: str, total: int, things: Iterable[T]) -> Iterable[T]:
    """Show on a terminal how far something is."""
    return tqdm(
        things, doing, total, disable=not sys.stderr.isatty(), dynamic_ncols=True, leave=False,
        bar_format="{desc} {bar} {n_fmt}/{total_fmt} files, {remaining} left",
    )  # fmt: skip
