"""Making clips on many machines: Ray places the work, and places it anew where a machine is lost.

Ray's own scheduler finds the places, each an actor that loads its engine once. What was in hand
where a process or a machine died is handed to another place. What is made goes into a store that
all machines share; only a few numbers come back.
"""

from __future__ import annotations

import os
import socket
import tempfile
import uuid
from collections import Counter
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from narrator.batch.places import Place, Places
from narrator.cache.shared import SharedStore
from narrator.engine import Needs
from narrator.errors import EngineError, NarratorError, UsageError
from narrator.queue.crew import Crew
from narrator.queue.job import clip_name
from narrator.queue.work import Failed, Found, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType, TracebackType

    from ray import ObjectRef

    from narrator.cache.store import FolderStore
    from narrator.engine import Engine
    from narrator.queue.job import Job

_RETRIES = 3
"""How often a clip is tried again whose process or machine died under it."""
_TASK = 0.25
"""Seconds that a task should take: what Ray spends on one is nothing against that."""
_MOST = 16
"""The most clips of a task."""
_KNOCK = 5.0
"""Seconds to wait for somebody to answer at the address of a cluster."""
_NEW_JOBS = 0.05
"""Seconds to wait for a clip before looking whether there are new jobs."""


def hire_on_cluster(
    engine: Engine, *, store: FolderStore, size: int, needs: Needs | None
) -> Crew | ClusterCrew:
    """Hire makers on the cluster, each with ``needs``, or what the engine says that it needs.

    An engine that limits its requests to a server has ``size`` makers at most, here: more machines
    would not let it ask for more.
    """
    can = engine.capabilities()
    if can.workers == "threads" and can.at_once is not None:
        return Crew(engine, store, size)
    return ClusterCrew(engine, store, needs or can.needs)


@contextmanager
def joining(address: str) -> Iterator[None]:
    """Join the Ray cluster at an address for as long as the block lasts.

    ``auto`` is the one that runs on this machine, ``local`` one that is started here. Raises
    UsageError where Ray is not installed, EngineError where there is no cluster.
    """
    ray = _import_ray()
    # Ray prints what happens to machines on standard output, which is for results.
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        try:
            _knock(address)
            where = {} if address == "local" else {"address": address}
            ray.init(**where, log_to_driver=False, logging_level="error")
        except (OSError, ValueError, RuntimeError) as error:
            raise EngineError(
                f"There is no Ray cluster at {address!r}: {error}. Start one with: ray start --head"
            ) from error
        try:
            yield
        finally:
            ray.shutdown()


def _knock(address: str) -> None:
    """Raise OSError where nobody answers at HOST:PORT: Ray itself would try for minutes."""
    host, colon, port = address.rpartition(":")
    if colon and port.isdecimal() and "/" not in host:
        socket.create_connection((host, int(port)), _KNOCK).close()


@dataclass(frozen=True, slots=True)
class _Task:
    """Jobs for one place, and whether nothing else may be in hand there."""

    jobs: list[Job]
    alone: bool = False


@dataclass
class ClusterCrew:
    """The makers of one engine on a cluster; use it as a context manager.

    Every machine has the engine's model where this one has it, and reaches the store.
    """

    engine: Engine
    store: FolderStore
    needs: Needs = field(default_factory=Needs)
    _places: Places = field(init=False)
    _far_store: Any = field(init=False)
    """The store as the machines of the cluster use it, in the cluster's memory."""
    _next: _Task | None = field(init=False, default=None)
    """The next task, which waits for a place."""
    _pace: float = field(init=False, default=0.0)
    """Seconds that a clip lately took; 0 where none was made yet."""
    _suspects: list[Job] = field(init=False, default_factory=list)
    """Jobs whose process died, each to be tried alone in another."""
    _deaths: Counter[str] = field(init=False, default_factory=Counter)
    """How often a process died under a job alone, by the job's key."""
    _hungry: list[Job] = field(init=False, default_factory=list)
    """Jobs for which memory ran out, each to be tried while nothing else is made."""
    _has_made: bool = field(init=False, default=False)
    _interrupted: bool = field(init=False, default=False)

    def __enter__(self) -> Self:
        ray = _import_ray()
        self._far_store = ray.put(_far_side(self.store))
        self._check_store()
        self._places = Places(ray, ray.put(self.engine), self._far_store, self.needs)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the places, and of what was put into the cluster's memory."""
        self._places.close()
        del self._places, self._far_store

    def interrupt(self) -> None:
        """Have :meth:`make_clips` end by KeyboardInterrupt, in whatever thread it is at work."""
        self._interrupted = True

    def make_clips(self, jobs: Iterable[Job | None]) -> Iterator[Result]:
        """Make the clips, in no certain order, holding only a few jobs at a time.

        Short clips are made several in a task, so that a place is not idle between two of them.
        """
        ray = _import_ray()
        waiting = iter(jobs)
        running: dict[Any, tuple[Place, _Task]] = {}
        while self._hand_out(waiting, running):
            awaited = [*running, *self._places.list_coming()]
            done, _ = ray.wait(awaited, num_returns=1, timeout=_NEW_JOBS)
            if self._interrupted:
                raise KeyboardInterrupt
            for reference in done:
                if reference in running:
                    yield from self._take(reference, *running.pop(reference))
                else:
                    self._places.welcome(reference)

    def _check_store(self) -> None:
        """Have every machine look for a file in the store. Raises UsageError where one sees none.

        Else it would make clips that never arrive.
        """
        ray = _import_ray()
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        look = ray.remote(num_cpus=0)(_sees)
        token = f"clips/token-{uuid.uuid4().hex}.txt"
        self.store.put(token, b"Made to see who shares this store.")
        try:
            asked = [
                (
                    node["NodeManagerHostname"],
                    look.options(
                        scheduling_strategy=NodeAffinitySchedulingStrategy(
                            node["NodeID"], soft=True
                        )
                    ).remote(token, self._far_store),
                )
                for node in ray.nodes()
                if node["Alive"] and self.needs.count_rooms(node["Resources"])
            ]
            blind = sorted({name for name, answer in asked if not _get(answer)})
        finally:
            self.store.drop(token)
        if blind:
            raise UsageError(
                f"{blind[0]} does not see the clips that are kept here. Name a store that all "
                "machines share: --cache s3://BUCKET/FOLDER, or a folder that all of them mount."
            )

    def _hand_out(
        self, waiting: Iterator[Job | None], running: dict[Any, tuple[Place, _Task]]
    ) -> bool:
        """Begin tasks while there are places for them; tell whether there is anything to wait for.

        None is begun while a job waits for memory: that is tried when it is alone.
        """
        if self._hungry:
            if not running and (place := self._places.take_free(alone=True)):
                self._begin(_Task(self._hungry[:1], alone=True), place, running)
            return True
        while (task := self._find_next(waiting)) and (
            place := self._places.take_free(alone=task.alone)
        ):
            self._begin(task, place, running)
            self._next = None
        return bool(running or self._next)

    @staticmethod
    def _begin(task: _Task, place: Place, running: dict[Any, tuple[Place, _Task]]) -> None:
        running[place.actor.make.remote(task.jobs)] = place, task

    def _find_next(self, waiting: Iterator[Job | None]) -> _Task | None:
        self._next = self._next or self._choose(waiting)
        return self._next

    def _choose(self, waiting: Iterator[Job | None]) -> _Task | None:
        """Choose the jobs of the next task: as many as fill its time, one where none is known.

        A job whose process died is tried alone: it may have been its neighbour's fault.
        """
        if self._suspects:
            return _Task([self._suspects.pop()], alone=True)
        count = min(_MOST, max(1, int(_TASK / self._pace))) if self._pace else 1
        jobs = list(takewhile(lambda job: job is not None, islice(waiting, count)))
        return _Task(jobs) if jobs else None  # type: ignore[arg-type]

    def _take(
        self, reference: ObjectRef[list[Result | None]], place: Place, task: _Task
    ) -> Iterator[Result]:
        """Give what a task came to. What would fail every clip is raised as it was there."""
        import ray.exceptions

        self._places.finish(place)
        results: list[Result | None]
        try:
            results = _get(reference)
        except ray.exceptions.RayError as error:
            self._places.lose(place)
            if not self._has_had_its_tries(task):
                self._suspects += task.jobs
                return
            text = task.jobs[0].speech.text[:60]
            reason = f"its process died {_RETRIES + 1} times on {text!r} ({error})"
            results = [Failed(task.jobs[0], reason, 0.0)]
        there = [it for it in results if it]
        if work := [it.work for it in there if not isinstance(it, Found)]:
            self._pace = sum(work) / len(work) or self._pace
        self._has_made = self._has_made or bool(there)
        for it in there:
            if not isinstance(it, Failed):
                self.store.learn(clip_name(it.job.key))
        self._hungry = [job for job in self._hungry if job not in (it.job for it in there)]
        yield from there
        for job, result in zip(task.jobs, results, strict=True):
            if result is None:
                yield from self._starve(job)

    def _has_had_its_tries(self, task: _Task) -> bool:
        """Tell whether processes died often enough under a job alone. Counts this one."""
        if task.alone:
            self._deaths[task.jobs[0].key] += 1
        return self._deaths[task.jobs[0].key] > _RETRIES

    def _starve(self, job: Job) -> Iterator[Failed]:
        """Set a job aside for which memory ran out; give it up where it was alone.

        Raises MemoryError where there was not memory enough for any clip yet.
        """
        if job not in self._hungry:
            self._hungry.append(job)
            return
        if not self._has_made:
            raise MemoryError
        self._hungry.remove(job)
        yield Failed(job, f"there is not memory enough for {job.speech.text[:60]!r}", 0.0)


def _get(reference: Any) -> Any:  # noqa: ANN401  whatever the task gives
    """Give what a task came to. What would fail every clip is raised as it was there."""
    import ray.exceptions

    try:
        return _import_ray().get(reference)
    except ray.exceptions.RayTaskError as error:
        cause = getattr(error, "cause", None)
        if isinstance(cause, NarratorError):
            raise cause from None
        raise EngineError(f"The cluster could not work: {cause or error!r}.") from error


def _sees(name: str, store: FolderStore) -> bool:
    """Tell, on a machine of the cluster, whether a file is in the store."""
    return store.has(name)


def _far_side(store: FolderStore) -> FolderStore:
    """Give the store as the cluster's machines use it: no copies, and a folder named in full."""
    if isinstance(store, SharedStore):
        folder = Path(tempfile.gettempdir()) / "narrator"
        return SharedStore(folder, store.url, copies=False)
    return replace(store, root=store.root.absolute())


def _import_ray() -> ModuleType:
    try:
        import ray
    except ImportError as error:
        raise UsageError("A cluster needs Ray. Type: pip install 'narrator[cluster]'") from error
    return ray
