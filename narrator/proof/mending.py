"""Mending: other takes of the lines that fail, of which the one with the best score is heard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from narrator.proof.proving import judge_line, learn_usual, listen
from narrator.queue.job import make_job
from narrator.queue.price import find_price
from narrator.queue.work import Failed, make_clip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from narrator.engine import Engine
    from narrator.proof.judge import Usual
    from narrator.proof.proving import Desk, Proof, Verdict
    from narrator.queue.job import Job
    from narrator.queue.plan import Line, Plan

TRIES = 4
"""How many other takes are made of a line at most."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of a line that failed: ``after`` is its best take's verdict, with its number.

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
    """Make other takes of each line that fails, until one passes, and give the best.

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
        jobs = [plan.jobs[key] for key in line.keys]
        if not engine.capabilities().varies:
            why = f"{engine.name} says the same words the same way every time: change the words"
            yield Mended(line, failed, failed, why)
            continue
        price = find_price(jobs * TRIES, engines)
        if price > max_cost:
            yield Mended(line, failed, failed, f"--max-cost: other takes may cost ${price:.2f}")
            continue
        max_cost -= price
        best = failed
        for other in _try_takes(line, jobs, engine, usual.get(line.voice), desk):
            best = min(best, other, key=lambda it: it.score)
            if best.score < proof.threshold:
                break
        why = "" if best.score < proof.threshold else f"none of {TRIES} other takes is good"
        yield Mended(line, failed, best, why)


def _try_takes(
    line: Line, jobs: Sequence[Job], engine: Engine, usual: Usual | None, desk: Desk
) -> Iterator[Verdict]:
    """Make one take after the other, and give the verdict on each that could be made."""
    for take in range(line.take + 1, line.take + 1 + TRIES):
        takes = [make_job(engine, dict(job.identity), job.speech, take) for job in jobs]
        made = [make_clip(it, engine=engine, store=desk.store) for it in takes]
        if not any(isinstance(it, Failed) for it in made):
            other = replace(line, keys=tuple(job.key for job in takes), take=take)
            yield judge_line(other, listen(takes, desk)[0], usual, desk.store)
