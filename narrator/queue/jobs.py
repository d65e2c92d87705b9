"""All jobs of a plan, and some of their keys, in little room: 30 bytes a job, and what it says."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from narrator.packed import Packed, Packing, Picked
from narrator.queue.job import clip_name

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from narrator.queue.job import Job

_TOGETHER = 64
"""How many jobs are packed at a time."""


class Jobs(Mapping[str, "Job"]):
    """The jobs of a plan by their keys, in the order in which they are first heard, packed.

    A job is found by the last 64 bits of its key: :class:`Gathering` sees to it that they differ.
    """

    def __init__(self, packed: Packed[Job], numbers: array[int], places: array[int]) -> None:
        self._packed = packed
        self._numbers = numbers  # in order
        self._places = places

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[str]:
        return (job.key for job in self._packed)

    def __getitem__(self, key: str) -> Job:
        place = self.find(key)
        job = self._packed[place] if place >= 0 else None
        if job is None or job.key != key:
            raise KeyError(key)
        return job

    def __contains__(self, key: object) -> bool:
        return self.find(str(key)) >= 0

    def find(self, key: str) -> int:
        """Tell the place of a job among all, counted from 0, by its key; -1 for no job of these."""
        try:
            number = _number(_digest(key))
        except ValueError:  # a name of another form
            return -1
        at = bisect_left(self._numbers, number)
        there = at < len(self._numbers) and self._numbers[at] == number
        return self._places[at] if there else -1

    def pick(self, keys: Iterable[str]) -> Sequence[Job]:
        """Give the jobs of some keys, each once, in order."""
        return Picked(self._packed, array("I", dict.fromkeys(map(self.find, keys))))


class Gathering:
    """Jobs as they are planned, each once; ``known`` are the names in the shelf of clips."""

    def __init__(self, known: Container[str]) -> None:
        self._known = known
        self._marks = bytearray()
        self._places: dict[bytes, int] = {}
        self._packing: Packing[Job] = Packing(_TOGETHER)

    def add(self, job: Job) -> None:
        """Add a job, if it is not among them."""
        place = self._places.setdefault(_digest(job.key), len(self._places))
        if place == len(self._packing):
            self._packing.append(job)
            self._marks.append(clip_name(job.key) in self._known)

    def finish(self) -> tuple[Jobs, Keys]:
        """Give all jobs, and the keys of those whose clips are known.

        Raises ValueError for two keys with the same end, which no book has.
        """
        of_number = {_number(digest): place for digest, place in self._places.items()}
        if len(of_number) < len(self._places):
            raise ValueError("the keys of two clips end alike")
        numbers = array("Q", sorted(of_number))
        places = array("I", map(of_number.__getitem__, numbers))
        jobs = Jobs(self._packing.finish(), numbers, places)
        return jobs, Keys(jobs, bytes(self._marks))


class Keys(AbstractSet[str]):
    """Some keys of a plan's jobs: a byte for each job, 1 for those that are among them."""

    def __init__(self, jobs: Jobs, marks: bytes) -> None:
        self.jobs = jobs
        self.marks = marks

    @classmethod
    def of(cls, jobs: Jobs, there: AbstractSet[str]) -> Keys:
        """Give those of the jobs' keys that are there."""
        if isinstance(there, Keys) and there.jobs is jobs:
            return there
        return cls(jobs, bytes(key in there for key in jobs))

    def __len__(self) -> int:
        return self.marks.count(1)

    def __iter__(self) -> Iterator[str]:
        return (key for key, mark in zip(self.jobs, self.marks, strict=True) if mark)

    def __contains__(self, key: object) -> bool:
        place = self.jobs.find(str(key))
        return place >= 0 and self.marks[place] == 1

    @classmethod
    def _from_iterable(cls, it: Iterable[str]) -> frozenset[str]:  # type: ignore[override]  # of no plan
        return frozenset(it)

    def issuperset(self, keys: Iterable[str]) -> bool:
        """Tell whether all of some keys are among these."""
        return all(key in self for key in keys)


def _digest(key: str) -> bytes:
    return bytes.fromhex(key.rpartition("-")[2])


def _number(digest: bytes) -> int:
    return int.from_bytes(digest[-8:])
