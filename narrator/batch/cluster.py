"""Making clips on many machines: Ray places the work, and places it anew where a machine is lost.

Ray's own scheduler does all of it: a task for a few clips, tried again elsewhere when the process
or the machine under it dies. A process keeps its engine from one task to the next. What it makes
goes into a store that all machines share; only a few numbers come back.
"""

from __future__ import annotations

import os
import socket
import tempfile
import time
import uuid
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from narrator.cache.shared import SharedStore
from narrator.errors import EngineError, NarratorError, UsageError
from narrator.queue.crew import Crew
from narrator.queue.job import clip_name
from narrator.queue.work import Failed, Found, Result, make_clip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType, TracebackType

    from ray import ObjectRef

    from narrator.cache.store import FolderStore
    from narrator.engine import Engine
    from narrator.queue.job import Job

_RETRIES = 3
"""How often a clip is tried again whose process or machine died under it."""
_AHEAD = 2
"""Tasks handed out for each place in the cluster: one in hand, one to go on with."""
_TASK = 0.25
"""Seconds that a task should take: what Ray spends on one is nothing against that."""
_MOST = 16
"""The most clips of a task."""
_KNOCK = 5.0
"""Seconds to wait for somebody to answer at the address of a cluster."""
_LOOK = 2.0
"""Seconds between two looks at how large the cluster is, which may grow and shrink."""
_NEW_JOBS = 0.05
"""Seconds to wait for a clip before looking whether there are new jobs."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What one clip in the making needs of a machine: processors, GPUs, bytes of memory."""

    cpus: float = 1.0
    gpus: float = 0.0
    memory: int = 0


def hire_on_cluster(
    engine: Engine, *, store: FolderStore, size: int, needs: Needs
) -> Crew | ClusterCrew:
    """Hire makers on the cluster; here, ``size`` at most, where an engine limits requests itself.

    Such an engine waits for a server: more machines would not let it ask for more.
    """
    if engine.capabilities().at_once is not None:
        return Crew(engine, store, size)
    return ClusterCrew(engine, store, needs)


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


@dataclass
class ClusterCrew:
    """The makers of one engine on a cluster; use it as a context manager.

    Every machine has the engine's model where this one has it, and reaches the store.
    """

    engine: Engine
    store: FolderStore
    needs: Needs = Needs()
    _task: Any = field(init=False)
    _settled: tuple[str, Any, Any] = field(init=False)
    _places: int = field(init=False, default=1)
    _looked: float = field(init=False, default=0.0)
    _pace: float = field(init=False, default=0.0)
    """Seconds that a clip lately took; 0 where none was made yet."""
    _suspects: list[Job] = field(init=False, default_factory=list)
    """Jobs of a task whose process died, each to be tried in a task of its own."""
    _hungry: list[Job] = field(init=False, default_factory=list)
    """Jobs for which memory ran out, each to be tried while nothing else is made."""
    _has_made: bool = field(init=False, default=False)
    _interrupted: bool = field(init=False, default=False)

    def __enter__(self) -> Self:
        ray = _import_ray()
        memory = {"memory": self.needs.memory} if self.needs.memory else {}
        self._task = ray.remote(
            num_cpus=self.needs.cpus, num_gpus=self.needs.gpus, max_retries=_RETRIES, **memory
        )(_make)
        crew = uuid.uuid4().hex
        self._settled = (crew, ray.put(self.engine), ray.put(_far_side(self.store)))
        self._check_store()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of what was put into the cluster's memory."""
        del self._task, self._settled

    def interrupt(self) -> None:
        """Have :meth:`make_clips` end by KeyboardInterrupt, in whatever thread it is at work."""
        self._interrupted = True

    def make_clips(self, jobs: Iterable[Job | None]) -> Iterator[Result]:
        """Make the clips, in no certain order, holding only a few jobs at a time.

        Short clips are made several in a task, so that a place is not idle between two of them.
        """
        ray = _import_ray()
        waiting = iter(jobs)
        running: dict[Any, list[Job]] = {}
        while self._hand_out(waiting, running):
            done, _ = ray.wait(list(running), num_returns=1, timeout=_NEW_JOBS)
            if self._interrupted:
                raise KeyboardInterrupt
            for reference in done:
                yield from self._take(reference, running.pop(reference))

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
                    ).remote(token, self._settled[-1]),
                )
                for node in ray.nodes()
                if node["Alive"] and self._count_rooms(node["Resources"])
            ]
            blind = sorted({name for name, answer in asked if not _get(answer)})
        finally:
            self.store.drop(token)
        if blind:
            raise UsageError(
                f"{blind[0]} does not see the clips that are kept here. Name a store that all "
                "machines share: --cache s3://BUCKET/FOLDER, or a folder that all of them mount."
            )

    def _hand_out(self, waiting: Iterator[Job | None], running: dict[Any, list[Job]]) -> bool:
        """Begin tasks until there are enough; tell whether any is running.

        None is begun while a job waits for memory: that is tried when it is alone.
        """
        if self._hungry:
            if not running:
                first = self._hungry[:1]
                running[self._task.remote(first, *self._settled)] = first
            return True
        while len(running) < self._count_places() * _AHEAD and (some := self._choose(waiting)):
            running[self._task.remote(some, *self._settled)] = some
        return bool(running)

    def _choose(self, waiting: Iterator[Job | None]) -> list[Job]:
        """Choose the jobs of the next task: as many as fill its time, one where none is known.

        A job whose process died is tried alone: it may have been its neighbour's fault.
        """
        if self._suspects:
            return [self._suspects.pop()]
        count = min(_MOST, max(1, int(_TASK / self._pace))) if self._pace else 1
        return list(takewhile(lambda job: job is not None, islice(waiting, count)))  # type: ignore[arg-type]

    def _take(self, reference: ObjectRef[list[Result | None]], jobs: list[Job]) -> Iterator[Result]:
        """Give what a task came to. What would fail every clip is raised as it was there."""
        import ray.exceptions

        results: list[Result | None]
        try:
            results = _get(reference)
        except ray.exceptions.RayError as error:
            if len(jobs) > 1:
                self._suspects += jobs
                return
            text = jobs[0].speech.text[:60]
            reason = f"its process died {_RETRIES + 1} times on {text!r} ({error})"
            results = [Failed(jobs[0], reason, 0.0)]
        there = [it for it in results if it]
        if work := [it.work for it in there if not isinstance(it, Found)]:
            self._pace = sum(work) / len(work) or self._pace
        self._has_made = self._has_made or bool(there)
        for it in there:
            if not isinstance(it, Failed):
                self.store.learn(clip_name(it.job.key))
        self._hungry = [job for job in self._hungry if job not in (it.job for it in there)]
        yield from there
        for job, result in zip(jobs, results, strict=True):
            if result is None:
                yield from self._starve(job)

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

    def _count_places(self) -> int:
        """Tell how many clips the cluster can make at once, as large as it is now."""
        if time.monotonic() - self._looked > _LOOK:
            self._places = max(1, self._count_rooms(_import_ray().cluster_resources()))
            self._looked = time.monotonic()
        return self._places

    def _count_rooms(self, there: dict[str, float]) -> int:
        """Tell for how many clips at once such resources are enough."""
        wanted = {"CPU": self.needs.cpus, "GPU": self.needs.gpus, "memory": self.needs.memory}
        rooms = [int(there.get(name, 0) // much) for name, much in wanted.items() if much]
        return min(rooms, default=1)


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


_engines: dict[str, Engine] = {}
"""In a process of the cluster: the engines that it has loaded, by the crew that each is of."""


def _make(jobs: list[Job], crew: str, engine: Engine, store: FolderStore) -> list[Result | None]:
    """Make clips one after another, in a process of the cluster; None where memory ran out."""
    kept = _engines.setdefault(crew, engine)
    return [_make_one(job, kept, store) for job in jobs]


def _make_one(job: Job, engine: Engine, store: FolderStore) -> Result | None:
    try:
        return make_clip(job, engine=engine, store=store)
    except MemoryError:
        return None


def _sees(name: str, store: FolderStore) -> bool:
    """Tell, on a machine of the cluster, whether a file is in the store."""
    return store.has(name)


def _far_side(store: FolderStore) -> FolderStore:
    """Give the store as the cluster's machines use it: they keep no copies."""
    if isinstance(store, SharedStore):
        folder = Path(tempfile.gettempdir()) / "narrator"
        return SharedStore(folder, store.url, copies=False)
    return store


def _import_ray() -> ModuleType:
    try:
        import ray
    except ImportError as error:
        raise UsageError("A cluster needs Ray. Type: pip install 'narrator[cluster]'") from error
    return ray
