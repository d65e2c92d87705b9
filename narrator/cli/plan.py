"""Show what a build would make: chapters, speakers, voices, what is cached, time and price.

Spends nothing. --list shows every segment with its number, --why tells why one is to be made.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Literal, TypedDict

from narrator.cache.shared import open_store
from narrator.cli import options as shared
from narrator.cli.show import count, lay_out, say_length, shorten
from narrator.preparing import JOURNAL, foresee, prepare
from narrator.queue.forecast import list_segments
from narrator.queue.job import clip_name
from narrator.queue.journal import open_journal
from narrator.queue.why import find_nearest

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from narrator.cache.store import FolderStore
    from narrator.queue.forecast import ChatForecast, Forecast
    from narrator.queue.job import Job
    from narrator.queue.journal import Journal


_COUNTS: tuple[Literal["segments", "characters", "bytes", "missing"], ...] = (
    "segments",
    "characters",
    "bytes",
    "missing",
)


_LEAD = 20
"""How many characters that are the same are shown before those that are not."""


class WhyClip(TypedDict):
    """A clip of a segment: whether it is there, else what was changed against the nearest."""

    key: str
    cached: bool
    path: str
    nearest: str | None
    changes: list[dict[str, str]]


class Why(TypedDict):
    """The report of ``narrator plan --why --json``. ``clips`` is empty where there are no words."""

    segment: str
    speaker: str
    voice: str
    text: str
    clips: list[WhyClip]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what plan takes."""
    shared.add_manuscript(parser)
    shared.add_script(parser)
    shared.add_cost(parser)
    shared.add_profile(parser)
    shared.add_cache(parser)
    shared.add_json(parser)
    parser.add_argument(
        "--list", dest="listed", action="store_true", help="show every segment with its number"
    )
    parser.add_argument(
        "--why",
        type=shared.parse_segment,
        metavar="CHAPTER:SEGMENT",
        help="tell why this segment is to be made: what of it changed",
    )


def run(arguments: argparse.Namespace) -> int:
    """Plan and show it."""
    if arguments.why:
        return _show_why(arguments)
    if arguments.listed:
        return _show_segments(arguments)
    forecast = foresee(
        arguments.manuscript,
        options=shared.options_from(arguments),
        settings=shared.settings_from(arguments),
    )
    print(json.dumps(forecast, ensure_ascii=False, indent=1) if arguments.json else _tell(forecast))
    return 0


def _show_segments(arguments: argparse.Namespace) -> int:
    options = replace(shared.options_from(arguments), chat=False)
    settings = shared.settings_from(arguments)
    prepared = prepare(arguments.manuscript, options=options, settings=settings)
    rows = list_segments(prepared.plan)
    if arguments.json:
        print(json.dumps({"segments": rows}, ensure_ascii=False, indent=1))
        return 0
    table = [("segment", "speaker", "voice", "take", "", "text")]
    table += [
        (
            row["segment"],
            row["speaker"],
            row["voice"],
            str(row["take"]),
            "cached" if row["cached"] else "missing",
            shorten(row["text"]),
        )
        for row in rows
    ]
    print(lay_out(table))
    return 0


def _show_why(arguments: argparse.Namespace) -> int:
    settings = shared.settings_from(arguments)
    wanted = frozenset({arguments.why})
    options = replace(shared.options_from(arguments), segments=wanted, chat=False)
    plan = prepare(arguments.manuscript, options=options, settings=settings).plan
    store = open_store(settings.cache, settings.shared)
    (line,) = plan.lines
    with open_journal(settings.data / JOURNAL, look_only=True) as journal:
        clips = [_explain(plan.jobs[key], store, journal) for key in line.keys]
    why = Why(
        segment=line.segment.id,
        speaker=line.segment.speaker,
        voice=line.voice,
        text=line.segment.text,
        clips=clips,
    )
    print(json.dumps(why, ensure_ascii=False, indent=1) if arguments.json else _tell_why(why))
    return 0


def _explain(job: Job, store: FolderStore, journal: Journal) -> WhyClip:
    path = store.path(clip_name(job.key))
    nearest = None
    if not path.is_file():
        made = journal.recall_clips(job.speech.text)
        nearest = find_nearest(job, made, lambda key: store.has(clip_name(key)))
    return WhyClip(
        key=job.key,
        cached=path.is_file(),
        path=str(path),
        nearest=nearest.key if nearest else None,
        changes=[asdict(change) for change in nearest.changes] if nearest else [],
    )


def _tell_why(why: Why) -> str:
    lines = [f"{why['segment']}, {why['speaker']} in {why['voice']}: {shorten(why['text'])}"]
    lines += [_tell_clip(clip) for clip in why["clips"]]
    if not why["clips"]:
        lines.append("It has no words, and needs no clip.")
    return "\n".join(lines)


def _tell_clip(clip: WhyClip) -> str:
    if clip["cached"]:
        return f"Cached: {clip['path']}"
    if clip["nearest"] is None:
        return "Missing. Nothing is known of an earlier clip like it that is still there."
    changes = "\n".join(
        f"  {it['part']}: {_tell_change(it['before'], it['now'])}" for it in clip["changes"]
    )
    return f"Missing. Against the nearest clip that is there, this changed:\n{changes}"


def _tell_change(before: str, now: str) -> str:
    """Show two values from a little before they differ."""
    pairs = zip(before, now, strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), len(before))
    start = max(0, same - _LEAD)
    lead = "…" if start else ""
    return " → ".join(lead + shorten(text[start:]) or "none" for text in (before, now))


def _tell(forecast: Forecast) -> str:
    chapters: list[Sequence[str]] = [("#", "chapter", "kind", *_COUNTS)]
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
            *([_tell_lexicon(forecast)] if forecast["lexicon"]["entries"] else []),
            *([_tell_chat(forecast["chat"])] if forecast["chat"] else []),
            *([_tell_voices(forecast)] if forecast["price"] else []),
            _tell_work(forecast),
        ]
    )


def _tell_skipped(forecast: Forecast) -> str:
    return ", ".join(f"{rule} {count}" for rule, count in forecast["skipped"].items())


def _tell_lexicon(forecast: Forecast) -> str:
    told = forecast["lexicon"]
    entries = "1 entry counts" if told["entries"] == 1 else f"{told['entries']:,} entries count"
    return (
        f"Lexicon: {entries} in {count(told['segments'], 'segment')}, {told['missing']:,} to make."
    )


def _tell_chat(chat: ChatForecast) -> str:
    price = f"about {_tell_price(chat['price'])}" if chat["price"] else "free, by the settings"
    return (
        f"Chat: --chat would ask about {count(chat['lines'], 'unsure line')} in "
        f"{count(chat['chunks'], 'chunk')}: about {chat['tokens']:,} tokens, {price}."
    )


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
    said = f"{forecast['characters']:,} characters, {forecast['bytes']:,} bytes"
    price = _tell_price(forecast["price"]) if forecast["price"] else "free"
    return f"{total}: {said}; {price}; {_tell_time(forecast)}.{_tell_left(forecast)}"


def _tell_voices(forecast: Forecast) -> str:
    """Say what has a price, by the engine and the voice that it is paid for."""
    table = [("to make", "clips", "characters", "bytes", "price")]
    table += [
        (
            f"{it['engine']}:{it['voice']}",
            str(it["clips"]),
            str(it["characters"]),
            str(it["bytes"]),
            _tell_price(it["price"]),
        )
        for it in forecast["voices"]
    ]
    return lay_out(table)


def _tell_left(forecast: Forecast) -> str:
    left = forecast["left"]
    if left is None:
        return ""
    if not left["clips"]:
        return " --max-cost is enough."
    return (
        f" --max-cost would leave {count(left['clips'], 'clip')} for {_tell_price(left['price'])}."
    )


def _tell_price(dollars: float) -> str:
    """Say a price: in cents, or, where that would be none, in what there is."""
    return f"${dollars:.2f}" if dollars >= 0.01 or not dollars else f"${dollars:.4f}"


def _tell_time(forecast: Forecast) -> str:
    """Say how long the missing clips will take, and how long they will play."""
    work, sound = forecast["work_seconds"], forecast["audio_seconds"]
    if work is None or sound is None:
        return "no build has measured this yet"
    return f"about {say_length(work)} of work for {say_length(sound)} of sound"
