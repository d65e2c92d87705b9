"""Mending: the lines that fail are said in other ways, of which the best is heard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from narrator.engine import share_phonemes
from narrator.proof.proving import judge_line, learn_usual, listen
from narrator.queue.job import make_job
from narrator.queue.price import find_price
from narrator.queue.work import Failed, make_clip
from narrator.script.segments import split_at_pauses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from narrator.engine import Engine
    from narrator.proof.proving import Desk, Proof, Verdict
    from narrator.proof.usual import Usual
    from narrator.queue.job import Job
    from narrator.queue.plan import Line, Plan

TRIES = 4
"""How many other takes are made of a line at most."""
PARTS = (2, 3)
"""In how many parts a line is said, where no take is good."""

Way = tuple["Line", list["Job"]]
"""A line as it would be, and the jobs that say it."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of a line that failed: ``after`` is the verdict on the best of what was made.

    ``why`` says why it still fails, and is empty where it does not.
    """

    line: Line
    before: Verdict
    after: Verdict
    why: str = ""


def mend(
    proof: Proof,
    plan: Plan,
    engines: Mapping[str, Engine],
    desk: Desk,
    *,
    max_cost: float,
) -> Iterator[Mended]:
    """Say each line that fails in other ways, until one passes, and give the best.

    Nothing that costs more than ``max_cost`` US dollars in all is made. What is heard is not
    changed: that is for the caller to write down.
    """
    lines = {line.segment.id: line for line in plan.lines}
    there = [line for line in lines.values() if plan.cached.issuperset(line.keys) and line.keys]
    findings, _ = listen([plan.jobs[key] for line in there for key in line.keys], desk)
    usual = learn_usual(there, findings)
    for failed in proof.failed:
        line = lines[failed.segment]
        engine = engines[line.voice.partition(":")[0]]
        ways = list(list_ways(line, [plan.jobs[key] for key in line.keys], engine))
        price = find_price([job for _, jobs in ways for job in jobs], engines)
        if not ways or price > max_cost:
            why = f"--max-cost: other takes may cost ${price:.2f}" if ways else _tell_alike(engine)
            yield Mended(line, failed, failed, why)
            continue
        max_cost -= price
        best = failed
        for other in _try(ways, engine, usual.get(line.voice), desk):
            best = min(best, other, key=lambda it: it.score)
            if best.score < proof.threshold:
                break
        why = "" if best.score < proof.threshold else f"none of {len(ways)} other ways is good"
        yield Mended(line, failed, best, why)


def _tell_alike(engine: Engine) -> str:
    return (
        f"{engine.name} says the same words the same way every time, and there is no pause to "
        "split them at: change the words"
    )


def list_ways(line: Line, jobs: Sequence[Job], engine: Engine) -> Iterator[Way]:
    """List other ways to say a line: other takes where they differ, then the line in parts."""
    if engine.capabilities().varies:
        for take in range(line.take + 1, line.take + 1 + TRIES):
            made = [make_job(engine, dict(job.identity), job.speech, take) for job in jobs]
            yield replace(line, keys=tuple(job.key for job in made), take=take), made
    if len(jobs) > 1 or line.parts > 1:
        return
    for parts in PARTS:
        made = list(_split(jobs[0], engine, parts))
        if len(made) > 1:
            yield replace(line, keys=tuple(job.key for job in made), parts=parts), made


def _split(job: Job, engine: Engine, parts: int) -> Iterator[Job]:
    """Split a job as the plan splits a line."""
    texts = split_at_pauses(job.speech.text, parts)
    for text, phonemes in zip(texts, share_phonemes(texts, job.speech.phonemes), strict=True):
        speech = replace(job.speech, text=text, phonemes=phonemes)
        yield make_job(engine, dict(job.identity), speech, job.take)


def _try(ways: Iterable[Way], engine: Engine, usual: Usual | None, desk: Desk) -> Iterator[Verdict]:
    """Make one way after the other, and give the verdict on each that could be made."""
    for line, jobs in ways:
        made = [make_clip(it, engine=engine, store=desk.store) for it in jobs]
        if not any(isinstance(it, Failed) for it in made):
            yield judge_line(line, listen(jobs, desk)[0], usual, desk.store)
