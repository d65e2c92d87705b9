"""The gate: a file or a folder in, a verdict out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from narrator.delivery.figures import Parcel
from narrator.delivery.judge import Verdict, find_unreadable, judge
from narrator.delivery.measure import SUFFIXES, measure_file, measure_picture
from narrator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from narrator.delivery.judge import Finding
    from narrator.delivery.model import DeliveredFile
    from narrator.delivery.profile import Profile

_PICTURES = (".jpg", ".jpeg", ".png")


def inspect_path(path: Path, profile: Profile, *, jobs: int = 1) -> Verdict:
    """Measure a file, or all sound files of a folder, and hold them against a profile.

    Of a folder, files of kinds that the profile does not deliver are set aside, where there are
    any of a kind that it does. Raises UsageError where there is nothing to measure.
    """
    if path.is_file():
        return inspect_files([path], profile, jobs=jobs)
    paths = sorted(_list_sounds(path)) if path.is_dir() else []
    if not paths:
        raise UsageError(f"{path} is no sound file, nor a folder of some. Name one that was made.")
    return inspect_files(paths, profile, pictures=sorted(_list_pictures(path)), jobs=jobs)


def inspect_files(
    paths: Sequence[Path], profile: Profile, *, pictures: Sequence[Path] = (), jobs: int = 1
) -> Verdict:
    """Measure files that are delivered together, ``jobs`` at once, and judge them."""
    meant = [path for path in paths if _kind(path) in profile.kinds] or list(paths)
    with ThreadPoolExecutor(jobs, "measure") as pool:
        measured = [*pool.map(_measure, meant)]
    files = tuple(it for it, _ in measured if it)
    unreadable = tuple(it for _, it in measured if it)
    parcel = Parcel(files, tuple(_measure_pictures(pictures)))
    aside = tuple(path for path in paths if path not in meant)
    return Verdict(profile, parcel, unreadable + judge(parcel, profile), aside)


def _measure(path: Path) -> tuple[DeliveredFile | None, Finding | None]:
    try:
        return measure_file(path), None
    except ValueError as error:
        return None, find_unreadable(path, str(error))


def _measure_pictures(paths: Sequence[Path]) -> Iterator[tuple[int, int]]:
    for path in paths:
        with suppress(ValueError):
            yield measure_picture(path)


def _kind(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")


def _list_sounds(folder: Path) -> Iterator[Path]:
    return (it for it in folder.iterdir() if it.is_file() and _kind(it) in SUFFIXES)


def _list_pictures(folder: Path) -> Iterator[Path]:
    return (it for it in folder.iterdir() if it.is_file() and it.suffix.lower() in _PICTURES)
