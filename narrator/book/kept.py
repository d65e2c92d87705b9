"""Looking after what is kept: whether clips and encoded chapters are still what was written."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from narrator.audio.codec import check_flac
from narrator.audio.loudness import read_measurement
from narrator.book.chapters import WHOLE, drop_clip
from narrator.cache.key import sum_file
from narrator.errors import MachineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from narrator.audio.clip import Clip
    from narrator.audio.loudness import Measurement
    from narrator.cache.inventory import Inventory
    from narrator.cache.store import FolderStore


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at: the name of a file in the store, and what is wrong, or nothing."""

    name: str
    fault: str = ""


def list_parts(data: bytes) -> Iterator[str]:
    """Name what a chapter's file says that it is made of; nothing where it cannot be read."""
    try:
        known = _read_json(data)
    except ValueError:
        return
    yield from (f"clips/{clip}" for clip in known.get("clips", ()))
    yield from (f"chapters/{stretch}" for stretch in known.get("stretches", ()))


def read_seconds(store: FolderStore, name: str) -> float:
    """Tell how long a clip plays by its measurement, in seconds; 0 where it cannot be read."""
    try:
        measurement = read_measurement(store.read(name))
    except (KeyError, ValueError):
        return 0.0
    return measurement.frames / measurement.rate


def verify(store: FolderStore, inventory: Inventory) -> Iterator[Finding]:
    """Look at every clip, measurement, encoded chapter and stretch, and drop those that are broken.

    Clips are decoded and compared with the sum of their samples; measurements with their clips;
    encoded sound with the sum that was kept of it. What was dropped, the next build makes again: it
    is only a clip that this costs anything.
    """
    for kept in inventory.list_files("clips", "flac"):
        yield from _verify_clip(store, kept.name)
    for kept in inventory.list_files("chapters", "json"):
        yield from _verify_encoded(store, kept.name)


def drop_broken(store: FolderStore, clips: Iterable[str], *, jobs: int) -> list[Path]:
    """Look at clips, ``jobs`` at once, drop those that are broken, and tell where they were."""
    there = [clip for clip in clips if store.has(f"clips/{clip}.flac")]
    with ThreadPoolExecutor(jobs, "look") as pool:
        whole = pool.map(partial(_is_whole, store), there)
        broken = [clip for clip, is_whole in zip(there, whole, strict=True) if not is_whole]
    for clip in broken:
        drop_clip(store, clip)
    return [store.path(f"clips/{clip}.flac") for clip in broken]


def _is_whole(store: FolderStore, clip: str) -> bool:
    try:
        check_flac(store.path(f"clips/{clip}.flac"))
    except MachineError:
        return False
    return True


def _verify_clip(store: FolderStore, name: str) -> Iterator[Finding]:
    measured = name.replace(".flac", ".json")
    try:
        clip = check_flac(store.path(name))
    except MachineError:
        if store.has(name):  # and nobody has pruned it meanwhile
            yield _drop(store, "it is not the sound that was written", name, measured)
        return
    yield Finding(name)
    if store.has(measured):
        fits = _fits(clip, store.read(measured))
        yield Finding(measured) if fits else _drop(store, "it does not fit its clip", measured)


def _fits(clip: Clip, data: bytes) -> bool:
    """Tell whether a measurement can be that of a clip."""
    try:
        known: Measurement = read_measurement(data)
    except ValueError:
        return False
    heard = clip.samples[known.start : known.end]
    peak = int(np.abs(heard.astype(np.int32)).max(initial=0))
    return (known.frames, known.rate, known.peak) == (len(clip.samples), clip.rate, peak)


def _verify_encoded(store: FolderStore, name: str) -> Iterator[Finding]:
    """Look at what is known of a chapter or a stretch, and at its sound."""
    try:
        known = _read_json(store.read(name))
    except KeyError:  # somebody has pruned it meanwhile
        return
    except ValueError:
        yield _drop(store, "it cannot be read", name)
        return
    suffixes = {"m4a": "sum"} if "lengths" in known else {suffix: suffix for suffix in WHOLE}
    for suffix, told in suffixes.items():
        sound = name.replace(".json", f".{suffix}")
        total = known.get(told)
        if total and store.has(sound) and sum_file(store.path(sound)) != total:
            yield _drop(store, "it is not the sound that was written", sound, name)
            return
    yield Finding(name)


def _drop(store: FolderStore, fault: str, name: str, *others: str) -> Finding:
    for each in (name, *others):
        store.drop(each)
    return Finding(name, fault)


def _read_json(data: bytes) -> dict[str, Any]:
    """Read a JSON object. Raises ValueError for anything else."""
    known = json.loads(data)
    if not isinstance(known, dict):
        raise ValueError("not an object")  # noqa: TRY004  one error for all that cannot be read
    return known
