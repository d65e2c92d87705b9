"""Show what a build would make: chapters, speakers, voices, what is cached, time and price.

Spends nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from narrator.cli import options as shared
from narrator.cli.show import lay_out, say_length
from narrator.pipeline import foresee

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from narrator.queue.forecast import Forecast


_COUNTS: tuple[Literal["segments", "characters", "missing"], ...] = (
    "segments",
    "characters",
    "missing",
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what plan takes."""
    shared.add_manuscript(parser)
    shared.add_script(parser)
    shared.add_cache(parser)
    shared.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Plan and show it."""
    forecast = foresee(
        arguments.manuscript,
        options=shared.options_from(arguments),
        settings=shared.settings_from(arguments),
    )
    print(json.dumps(forecast, ensure_ascii=False, indent=1) if arguments.json else _tell(forecast))
    return 0


def _tell(forecast: Forecast) -> str:
    chapters: list[Sequence[str]] = [("#", "chapter", "kind", "segments", "characters", "missing")]
    chapters += [
        (str(c["number"]), c["title"], c["kind"], *(str(c[name]) for name in _COUNTS))
        for c in forecast["chapters"]
    ]
    speakers = [("speaker", "segments", "voice")]
    speakers += [(s["name"], str(s["segments"]), s["voice"]) for s in forecast["speakers"]]
    return "\n\n".join(
        [
            f"{forecast['title']} ({forecast['language']})",
            lay_out(chapters),
            lay_out(speakers),
            *(["Skipped: " + _tell_skipped(forecast)] if forecast["skipped"] else []),
            "Reading: " + _tell_reading(forecast) + " (--reading, or [reading] in book.toml)",
            *(["Noticed: " + "; ".join(forecast["notices"]) + "."] if forecast["notices"] else []),
            _tell_work(forecast),
        ]
    )


def _tell_skipped(forecast: Forecast) -> str:
    return ", ".join(f"{rule} {count}" for rule, count in forecast["skipped"].items())


def _tell_reading(forecast: Forecast) -> str:
    """Say every choice of what is read, in the words that change it."""
    shown = (
        f"{name}={','.join(value) if isinstance(value, list) else value}"
        for name, value in forecast["reading"].items()
        if value
    )
    return ", ".join(shown)


def _tell_work(forecast: Forecast) -> str:
    total = f"{forecast['clips']} clips, {forecast['cached']} cached, {forecast['missing']} missing"
    if not forecast["missing"]:
        return f"{total}: nothing to make."
    price = f"${forecast['price']:.2f}" if forecast["price"] else "free"
    return f"{total}; {price}; {_tell_time(forecast)}."


def _tell_time(forecast: Forecast) -> str:
    """Say how long the missing clips will take, and how long they will play."""
    work, sound = forecast["work_seconds"], forecast["audio_seconds"]
    if work is None or sound is None:
        return "no build has measured this yet"
    return f"about {say_length(work)} of work for {say_length(sound)} of sound"
