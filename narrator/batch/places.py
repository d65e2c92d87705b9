"""Places on a cluster: actors of Ray's, each with an engine of its own and what a clip needs.

An actor holds its processors, GPUs and memory until it is let go. So crews of several engines that
work at once share what there is, and whoever works lets the idle places of all go.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from narrator.errors import EngineError
from narrator.queue.work import make_clip

if TYPE_CHECKING:
    from types import ModuleType

    from narrator.cache.store import FolderStore
    from narrator.engine import Engine, Needs
    from narrator.queue.job import Job
    from narrator.queue.work import Result

AHEAD = 2
"""Tasks handed out to each place: one in hand, one to go on with."""
_IDLE = 3.0
"""Seconds without work after which a place is let go; to load a model anew takes as long."""
_LOOK = 2.0
"""Seconds between two looks at how large the cluster is, which may grow and shrink."""
_PATIENCE = 60.0
"""Seconds in which a cluster may grow a machine with room for a place, where it has none."""
_STILLBORN = 4
"""How many places in a row may end before they begin, each perhaps with its machine."""


class Maker:
    """What an actor is: an engine, loaded once, and the store for what it makes."""

    def __init__(self, engine: Engine, store: FolderStore) -> None:
        self._engine = engine
        self._store = store

    def make(self, jobs: list[Job]) -> list[Result | None]:
        """Make clips one after another; None where memory ran out."""
        return [self._make_one(job) for job in jobs]

    def _make_one(self, job: Job) -> Result | None:
        try:
            return make_clip(job, engine=self._engine, store=self._store)
        except MemoryError:
            return None


@dataclass(eq=False)
class Place:
    """An actor, and how many tasks it has in hand. ``begun`` answers when it stands, then None.

    ``lent`` says that the one task that it has is to be alone there.
    """

    actor: Any
    begun: Any
    in_hand: int = 0
    lent: bool = False
    idle_since: float = field(default_factory=time.monotonic)


class Places:
    """The places of one engine; ``engine`` and ``store`` are references to them in the cluster."""

    _open: ClassVar[list[Places]] = []
    """Those of all crews of this process, which share the cluster; each crew has its thread."""
    _lock: ClassVar[threading.RLock] = threading.RLock()

    def __init__(self, ray: ModuleType, engine: Any, store: Any, needs: Needs) -> None:  # noqa: ANN401 — Ray's references
        self._ray = ray
        self._needs = needs
        options = {"num_cpus": needs.cpus, "num_gpus": needs.gpus, "max_restarts": 0}
        memory = {"memory": needs.memory} if needs.memory else {}
        self._maker: Any = ray.remote(**options, **memory)(Maker)
        self._kit = engine, store
        self._places: list[Place] = []
        self._rooms = 0
        self._looked = 0.0
        self._had_room = time.monotonic()
        self._stillborn = 0
        self._open.append(self)

    def close(self) -> None:
        """Let go of all places, and of the share in the cluster."""
        with self._lock:
            for place in [*self._places]:
                self.lose(place)
            self._open.remove(self)

    def take_free(self, *, alone: bool = False) -> Place | None:
        """Take the place with the least in hand, if one can take more; hire those that lack.

        The task that it is taken for counts as in hand from now on, ``alone`` if it has to be.
        """
        with self._lock:
            for crew in self._open:  # whoever waits for jobs cannot do it itself
                crew.shrink(since=0.0 if crew is self else time.monotonic() - _IDLE)
            share = self._count_share()
            while len(self._places) < share:
                actor = self._maker.remote(*self._kit)
                self._places.append(Place(actor, actor.__ray_ready__.remote()))
            room = 1 if alone else AHEAD
            standing = [it for it in self._places[:share] if not it.begun and not it.lent]
            place = min(standing, key=lambda it: it.in_hand, default=None)
            if place is None or place.in_hand >= room:
                return None
            place.in_hand += 1
            place.lent = alone
            return place

    def list_coming(self) -> list[Any]:
        """List the references that answer when a place stands."""
        return [place.begun for place in self._places if place.begun]

    def welcome(self, reference: Any) -> None:  # noqa: ANN401
        """Let a place begin to work that answered. Raises EngineError where none ever begins."""
        import ray.exceptions

        place = next((it for it in self._places if it.begun == reference), None)
        if place is None:
            return
        try:
            self._ray.get(reference)
        except ray.exceptions.RayError as error:
            self.lose(place)
            self._stillborn += 1
            if self._stillborn >= _STILLBORN:
                raise EngineError(f"The cluster's processes cannot start: {error}.") from error
            return
        self._stillborn = 0
        place.begun, place.idle_since = None, time.monotonic()

    def finish(self, place: Place) -> None:
        """Note that a place is done with a task."""
        place.in_hand -= 1
        place.lent = False
        place.idle_since = time.monotonic()

    def lose(self, place: Place) -> None:
        """Let go of a place, as of one whose process or machine is no more."""
        with self._lock:
            if place in self._places:
                self._places.remove(place)
                self._ray.kill(place.actor)

    def shrink(self, *, since: float) -> None:
        """Let go of places that had no work since then, or are more than this crew's share."""
        share = self._count_share()
        for number, place in enumerate([*self._places]):
            idle = not place.begun and place.idle_since < since
            if not place.in_hand and (idle or number >= share):
                self.lose(place)

    def _count_share(self) -> int:
        """Tell how many places this engine may have, in the cluster as large as it is now.

        Raises EngineError where no machine has had room for one for a minute.
        """
        if time.monotonic() - self._looked > _LOOK:
            self._look()
        at_work = sum(1 for it in self._open if it is self or it._places)  # noqa: SLF001 — of this class
        return max(1, self._rooms // at_work)

    def _look(self) -> None:
        nodes = [node["Resources"] for node in self._ray.nodes() if node["Alive"]]
        self._rooms = sum(map(self._needs.count_rooms, nodes))
        self._looked = time.monotonic()
        if self._rooms:
            self._had_room = self._looked
        elif self._looked - self._had_room > _PATIENCE:
            raise EngineError(
                f"No machine of the cluster has room for a clip, which needs {self._needs}. "
                "Say what it needs with --job-needs, or add machines."
            )
