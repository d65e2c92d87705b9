"""Pruning: what is of no use goes, and where asked for, what was not used for long."""

from __future__ import annotations

import math
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.cache.store import translate_os_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narrator.cache.inventory import Inventory, Kept
    from narrator.cache.store import FolderStore

DERIVED = ("covers", "checks", "recordings", "spoken", "chapters")
"""Shelves of what can be made again for nothing; who has which voice, on ``casts``, cannot."""
_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Limits:
    """What may stay: nothing that was not used for ``days``, no more than ``size`` bytes in all.

    Clips cost money or time: they go only with ``clips``, and after all that costs neither.
    """

    days: float = math.inf
    size: float = math.inf
    clips: bool = False


@dataclass(slots=True)
class Pruned:
    """What went, counted by why: ``leftover``, ``orphan``, ``unused``, ``clip``.

    ``left`` is how many bytes of finished files stay.
    """

    left: int
    files: Counter[str] = field(default_factory=Counter)
    sizes: Counter[str] = field(default_factory=Counter)

    def count(self, kept: Kept, why: str) -> None:
        """Count a file that goes."""
        self.files[why] += 1
        self.sizes[why] += kept.size
        if why != "leftover":
            self.left -= kept.size


def prune(store: FolderStore, inventory: Inventory, limits: Limits, *, dry: bool = False) -> Pruned:
    """Remove what belongs to nothing; then what is beyond the limits, the longest unused first.

    With ``dry``, nothing goes. Raises MachineError where the machine refuses.
    """
    pruned = Pruned(inventory.find_size())
    for kept, why in _choose(inventory, limits, pruned):
        pruned.count(kept, why)
        if not dry:
            _remove(store, kept, why)
    return pruned


def _choose(inventory: Inventory, limits: Limits, pruned: Pruned) -> Iterator[tuple[Kept, str]]:
    """Give what is to go, and why, while it is counted in ``pruned``."""
    for kept in inventory.list_leftovers():
        yield kept, "leftover"
    for kept in inventory.list_orphans():
        yield kept, "orphan"
    oldest = time.time() - limits.days * _DAY
    for shelves, why in [(DERIVED, "unused"), (("clips",), "clip")][: 2 if limits.clips else 1]:
        for kept in inventory.list_by_use(shelves):
            if kept.used >= oldest and pruned.left <= limits.size:
                break
            yield kept, why


def _remove(store: FolderStore, kept: Kept, why: str) -> None:
    path = Path(kept.name) if why == "leftover" else store.path(kept.name)
    with translate_os_errors(path):
        path.unlink(missing_ok=True)
