"""What a plan will cost, in money and in time, before anything is spent."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from narrator.engine import count_bytes
from narrator.queue.price import price_bytes, split_by_price

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from narrator.engine import Engine
    from narrator.queue.job import Job
    from narrator.queue.journal import Speed
    from narrator.queue.plan import Plan, PlannedChapter
    from narrator.script.model import Script


class ChapterForecast(TypedDict):
    """A chapter: what is in it, and how many of its clips are missing."""

    number: int
    title: str
    kind: str
    segments: int
    characters: int
    bytes: int
    missing: int


class SpeakerForecast(TypedDict):
    """A speaker with the voice that is given to them."""

    name: str
    segments: int
    gender: str
    voice: str


class SegmentForecast(TypedDict):
    """A segment: in which voice, as which take, and whether all of its clips are there."""

    segment: str
    speaker: str
    voice: str
    take: int
    cached: bool
    text: str


class Cost(TypedDict):
    """What clips come to: ``characters`` and UTF-8 ``bytes`` to be said, ``price`` in dollars."""

    clips: int
    characters: int
    bytes: int
    price: float


class VoiceForecast(Cost):
    """What the missing clips of a voice come to."""

    engine: str
    voice: str


class LexiconForecast(TypedDict):
    """How many entries of the lexicon count, in how many segments, and how many are to be made."""

    entries: int
    segments: int
    missing: int


class ChatForecast(TypedDict):
    """What a chat model has not been asked yet: lines, chunks, about how many tokens, the price."""

    lines: int
    chunks: int
    tokens: int
    price: float


class Forecast(TypedDict):
    """The report of ``narrator plan --json``.

    ``clips``, ``cached`` and ``missing`` count the clips of the chosen chapters, each once, those
    that tell how loud a voice is among them; ``skipped`` counts by rule what is not spoken;
    ``lexicon`` tells of the chosen segments; ``reading`` and ``notices``, which the pipeline fills
    in, say why and what is wrong in the file;
    ``characters`` and ``bytes`` are those of the missing, ``price`` their price in US dollars, and
    ``voices`` tells all three by voice; ``left`` is what a limit of cost would leave, null where
    none is set. The seconds, of work and of sound, are null where this machine has not measured the
    engine yet. ``chat``, which the pipeline fills in too, is null where no model is set or nothing
    is left to ask.
    """

    title: str
    language: str
    chapters: list[ChapterForecast]
    speakers: list[SpeakerForecast]
    skipped: dict[str, int]
    reading: dict[str, str | list[str]]
    notices: list[str]
    lexicon: LexiconForecast
    clips: int
    cached: int
    missing: int
    characters: int
    bytes: int
    price: float
    chat: ChatForecast | None
    voices: list[VoiceForecast]
    left: Cost | None
    work_seconds: float | None
    audio_seconds: float | None


def forecast(
    plan: Plan,
    script: Script,
    *,
    voices: Mapping[str, str],
    engines: Mapping[str, Engine],
    speed_of: Callable[[str], Speed | None],
    workers: int,
    max_cost: float = math.inf,
) -> Forecast:
    """Say what a plan will cost. ``speed_of`` tells how fast an engine was here.

    ``max_cost`` is in US dollars.
    """
    missing = plan.missing
    sizes = _measure(missing)
    total = _add_up(sizes, engines)
    _, left = split_by_price(missing, engines, max_cost)
    crews = {name: _count_hands(it, workers) for name, it in engines.items()}
    speeds = {name: speed_of(name) for name in {engine for engine, _ in sizes}}
    return Forecast(
        title=script.metadata.title,
        language=script.metadata.language,
        chapters=[_forecast_chapter(chapter, plan) for chapter in plan.chapters],
        speakers=[
            SpeakerForecast(
                name=speaker.name,
                segments=speaker.segments,
                gender=speaker.gender,
                voice=voices[speaker.name],
            )
            for speaker in script.speakers
        ],
        skipped=dict(Counter(skipped.rule for skipped in script.skipped).most_common()),
        reading={},
        notices=[],
        lexicon=_forecast_lexicon(plan),
        clips=len(plan.wanted),
        cached=len(plan.wanted) - len(missing),
        missing=len(missing),
        characters=total["characters"],
        bytes=total["bytes"],
        price=total["price"],
        chat=None,
        voices=[
            VoiceForecast(engine=name, voice=voice, **_add_up({(name, voice): size}, engines))
            for (name, voice), size in sizes.items()
        ],
        left=None if max_cost == math.inf else _add_up(_measure(left), engines),
        work_seconds=_sum_seconds(sizes, speeds, lambda speed, name: speed.work / crews[name]),
        audio_seconds=_sum_seconds(sizes, speeds, lambda speed, _: speed.audio),
    )


def _forecast_lexicon(plan: Plan) -> LexiconForecast:
    touched = [line for line in plan.lines if line.entries]
    return LexiconForecast(
        entries=len({entry for line in touched for entry in line.entries}),
        segments=len(touched),
        missing=sum(not plan.cached.issuperset(line.keys) for line in touched),
    )


def list_segments(plan: Plan) -> list[SegmentForecast]:
    """List the chosen segments of a plan, in order."""
    return [
        SegmentForecast(
            segment=line.segment.id,
            speaker=line.segment.speaker,
            voice=line.voice,
            take=line.take,
            cached=plan.cached.issuperset(line.keys),
            text=line.segment.text,
        )
        for line in plan.lines
    ]


@dataclass(slots=True)
class _Size:
    """How much is to be said: clips, and the characters and UTF-8 bytes of their texts."""

    clips: int = 0
    characters: int = 0
    bytes: int = 0


def _measure(jobs: Iterable[Job]) -> dict[tuple[str, str], _Size]:
    """Measure jobs by engine and voice, in the order in which these are heard."""
    sizes: dict[tuple[str, str], _Size] = {}
    for job in jobs:
        size = sizes.setdefault((job.engine, job.speech.voice), _Size())
        size.clips += 1
        size.characters += len(job.speech.text)
        size.bytes += count_bytes(job.speech)
    return sizes


def _add_up(sizes: Mapping[tuple[str, str], _Size], engines: Mapping[str, Engine]) -> Cost:
    prices = (price_bytes(it.bytes, engines[engine]) for (engine, _), it in sizes.items())
    return Cost(
        clips=sum(it.clips for it in sizes.values()),
        characters=sum(it.characters for it in sizes.values()),
        bytes=sum(it.bytes for it in sizes.values()),
        price=round(math.fsum(prices), 4),
    )


def _forecast_chapter(planned: PlannedChapter, plan: Plan) -> ChapterForecast:
    segments = planned.chapter.segments
    return ChapterForecast(
        number=planned.number,
        title=planned.chapter.title,
        kind=planned.chapter.kind,
        segments=len(segments),
        characters=sum(len(segment.spoken) for segment in segments),
        bytes=sum(len(segment.spoken.encode()) for segment in segments),
        missing=len(set(planned.clip_keys()) - plan.cached),
    )


def _count_hands(engine: Engine, workers: int) -> int:
    """Tell how many clips of an engine are made side by side."""
    can = engine.capabilities()
    return can.served or can.at_once or workers


def _sum_seconds(
    sizes: Mapping[tuple[str, str], _Size],
    speeds: Mapping[str, Speed | None],
    take: Callable[[Speed, str], float],
) -> float | None:
    """Add up seconds for every character; None where an engine has not been measured."""
    total = 0.0
    for (engine, _), size in sizes.items():
        speed = speeds[engine]
        if speed is None:
            return None
        total += size.characters * take(speed, engine)
    return round(total, 1)
