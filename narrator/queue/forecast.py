"""What a plan will cost, in money and in time, before anything is spent."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypedDict

from narrator.queue.price import count_bytes, find_price

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
    missing: int


class SpeakerForecast(TypedDict):
    """A speaker with the voice that is given to them."""

    name: str
    segments: int
    gender: str
    voice: str


class Forecast(TypedDict):
    """The report of ``narrator plan --json``.

    ``clips``, ``cached`` and ``missing`` count the clips of the chosen chapters, each once, those
    that tell how loud a voice is among them; ``skipped`` counts by rule what is not spoken,
    ``reading`` and ``notices``, which the pipeline fills in, say why and what is wrong in the file;
    ``characters`` and ``bytes`` are those of the missing,
    ``price`` their price in US dollars. The seconds, of work and of sound, are null where this
    machine has not measured the engine yet.
    """

    title: str
    language: str
    chapters: list[ChapterForecast]
    speakers: list[SpeakerForecast]
    skipped: dict[str, int]
    reading: dict[str, str | list[str]]
    notices: list[str]
    clips: int
    cached: int
    missing: int
    characters: int
    bytes: int
    price: float
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
) -> Forecast:
    """Say what a plan will cost. ``speed_of`` tells how fast an engine was here."""
    missing = plan.missing
    speeds = {name: speed_of(name) for name in {job.engine for job in missing}}
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
        clips=len(plan.wanted),
        cached=len(plan.wanted) - len(missing),
        missing=len(missing),
        characters=sum(len(job.speech.text) for job in missing),
        bytes=sum(map(count_bytes, missing)),
        price=round(find_price(missing, engines), 4),
        work_seconds=_sum_seconds(missing, speeds, lambda speed: speed.work / workers),
        audio_seconds=_sum_seconds(missing, speeds, lambda speed: speed.audio),
    )


def _forecast_chapter(planned: PlannedChapter, plan: Plan) -> ChapterForecast:
    segments = planned.chapter.segments
    return ChapterForecast(
        number=planned.number,
        title=planned.chapter.title,
        kind=planned.chapter.kind,
        segments=len(segments),
        characters=sum(len(segment.spoken) for segment in segments),
        missing=len(set(planned.clip_keys()) - plan.cached),
    )


def _sum_seconds(
    jobs: Iterable[Job], speeds: Mapping[str, Speed | None], take: Callable[[Speed], float]
) -> float | None:
    """Add up seconds for every character; None where an engine has not been measured."""
    total = 0.0
    for job in jobs:
        speed = speeds[job.engine]
        if speed is None:
            return None
        total += len(job.speech.text) * take(speed)
    return round(total, 1)
