"""Listening to a book: every clip of the chosen lines once, then the verdict on each line."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from narrator.audio.loudness import read_measurement
from narrator.proof.finding import find_in, list_extent, name_finding, read_finding
from narrator.proof.following import Follower
from narrator.proof.judge import THRESHOLD, Reason, judge
from narrator.proof.usual import learn_all
from narrator.proof.words import Wanted
from narrator.queue.job import clip_name, measurement_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from narrator.cache.store import FolderStore
    from narrator.engine import Speech
    from narrator.proof.finding import Finding
    from narrator.proof.usual import Usual
    from narrator.proof.whisper import Ears, Whisper
    from narrator.queue.job import Job
    from narrator.queue.journal import Journal
    from narrator.queue.plan import Line, Plan

_BETWEEN = 200
"""Clips after which what was found in them is written down: what a killed run loses at most."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a line. ``score`` is that of the worst reason, 0 where there is none.

    ``clips`` are the files of its sound, ``heard`` what the listener heard in them.
    """

    segment: str
    speaker: str
    voice: str
    take: int
    text: str
    heard: str
    score: float
    reasons: tuple[Reason, ...]
    clips: tuple[Path, ...]
    parts: int = 1

    def as_json(self) -> dict[str, object]:
        """Give the verdict as the report has it."""
        return {**asdict(self), "clips": [str(path) for path in self.clips]}


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of listening: a verdict on each line whose clips are there, the worst first.

    ``missing`` lines have clips that nobody has made; ``listened`` clips were listened to now.
    """

    verdicts: tuple[Verdict, ...]
    missing: int
    listened: int
    threshold: float = THRESHOLD

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """The lines that fail, the worst first."""
        return tuple(it for it in self.verdicts if it.score >= self.threshold)


@dataclass(frozen=True, slots=True)
class Desk:
    """What listening needs: the clips, who listens, and where it is written what they found.

    ``on_heard`` is told how many clips there are to listen to, then of each with 0.
    """

    store: FolderStore
    journal: Journal
    ears: Ears
    whisper: Whisper
    jobs: int = 1
    on_heard: Callable[[int], None] = lambda _: None
    follower: Follower = field(default_factory=Follower)


def prove_book(plan: Plan, desk: Desk, *, threshold: float = THRESHOLD) -> Proof:
    """Judge the chosen lines of a plan by their clips.

    What lines of a voice have in common is learnt from them all. Raises the errors of
    :mod:`narrator.errors`.
    """
    lines = [line for line in plan.lines if line.keys]
    there = [line for line in lines if plan.cached.issuperset(line.keys)]
    findings, listened = listen(list_jobs(there, plan.jobs), desk)
    usual = learn_usual(there, findings)
    verdicts = [judge_line(line, findings, usual.get(line.voice), desk.store) for line in there]
    verdicts.sort(key=lambda it: -it.score)
    return Proof(tuple(verdicts), len(lines) - len(there), listened, threshold)


def list_jobs(lines: Iterable[Line], jobs: Mapping[str, Job]) -> list[Job]:
    """List the jobs of lines, each once, in order."""
    return [jobs[key] for key in dict.fromkeys(key for line in lines for key in line.keys)]


def listen(jobs: Iterable[Job], desk: Desk) -> tuple[dict[str, Finding], int]:
    """Give what is found in the clips of jobs, by key, and how many were listened to now."""
    jobs = list(jobs)
    desk.store.fetch(
        name for job in jobs for name in (clip_name(job.key), measurement_name(job.key))
    )
    findings: dict[str, Finding] = {}
    unheard: list[tuple[Job, str]] = []
    for job in jobs:
        name = name_finding(_path_of(job, desk), want(job.speech), desk.ears.name)
        if found := desk.journal.recall_verdict(name):
            findings[job.key] = read_finding(found)
        else:
            unheard.append((job, name))
    if unheard:
        _listen_anew(unheard, findings, desk)
    return findings, len(unheard)


def _listen_anew(unheard: list[tuple[Job, str]], findings: dict[str, Finding], desk: Desk) -> None:
    desk.on_heard(len(unheard))
    for language in {want(job.speech).language for job, _ in unheard}:
        desk.whisper.check_language(language)
    with ThreadPoolExecutor(desk.jobs, "listen") as pool:
        for start in range(0, len(unheard), _BETWEEN):
            some = unheard[start : start + _BETWEEN]
            for (job, name), found in zip(some, pool.map(partial(_hear, desk), some), strict=True):
                desk.journal.keep_verdict(name, found.to_json())
                desk.on_heard(0)
                findings[job.key] = found


def _hear(desk: Desk, wanted: tuple[Job, str]) -> Finding:
    job, _ = wanted
    return find_in(_path_of(job, desk), want(job.speech), desk.whisper, desk.follower)


def learn_usual(lines: Iterable[Line], findings: Mapping[str, Finding]) -> dict[str, Usual | None]:
    """Learn what the clips of each voice have in common, by voice."""
    clips: dict[str, dict[str, Finding]] = defaultdict(dict)
    for line in lines:
        clips[line.voice] |= {key: findings[key] for key in line.keys}
    return learn_all({voice: them.values() for voice, them in clips.items()})


def judge_line(
    line: Line, findings: Mapping[str, Finding], usual: Usual | None, store: FolderStore
) -> Verdict:
    """Judge a line by its clips, the worst of which decides."""
    reasons = [reason for key in line.keys for reason in judge(findings[key], usual)]
    reasons += [
        Reason(1.0, "not as it was measured when it was made: its file was changed")
        for key in line.keys
        if not _is_as_measured(key, findings[key], store)
    ]
    told = {reason.text: reason for reason in sorted(reasons, key=lambda it: it.score)}
    reasons = sorted(told.values(), key=lambda it: -it.score)
    return Verdict(
        segment=line.segment.id,
        speaker=line.segment.speaker,
        voice=line.voice,
        take=line.take,
        text=line.segment.text,
        heard=" ".join(findings[key].heard for key in line.keys),
        score=reasons[0].score if reasons else 0.0,
        reasons=tuple(reasons),
        clips=tuple(store.path(clip_name(key)) for key in line.keys),
        parts=line.parts,
    )


def _is_as_measured(key: str, finding: Finding, store: FolderStore) -> bool:
    """Tell whether a clip is what its stored measurement was taken of, if there is one."""
    if finding.fault:
        return True
    try:
        return list_extent(read_measurement(store.read(measurement_name(key)))) == finding.extent
    except (KeyError, ValueError):
        return True


def _path_of(job: Job, desk: Desk) -> Path:
    return desk.store.path(clip_name(job.key))


def want(speech: Speech) -> Wanted:
    """Tell what a clip is to say that is made of a speech."""
    return Wanted.of(speech.text, speech.language, speech.phonemes)
