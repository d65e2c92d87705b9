"""An EPUB's overlays, read back: what a validator of the format does not look at, too."""

from __future__ import annotations

import posixpath
import re
import tempfile
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from narrator.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SMIL = "{http://www.w3.org/ns/SMIL}"
_ID = re.compile(rb"""\sid\s*=\s*["']([^"']+)["']""")
_SLACK = 0.001  # seconds: times are rounded to them


def check_overlays(path: Path, title: str) -> None:
    """Check that texts and sounds are there, and no clip ends after its sound does.

    Raises DeliveryError.
    """
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        lengths: dict[str, float] = {}
        for smil in (name for name in names if name.endswith(".smil")):
            for fault in _find_faults(archive, smil, names, lengths):
                raise DeliveryError(
                    f"{title!r}, read back as an EPUB: {smil}: {fault}. It did not take its "
                    "place. Run again; if that does not help, please report it."
                )


def _find_faults(
    archive: zipfile.ZipFile, smil: str, names: set[str], lengths: dict[str, float]
) -> Iterator[str]:
    folder = posixpath.dirname(smil)
    ids: dict[str, set[str]] = {}
    for par in etree.fromstring(archive.read(smil)).iter(f"{_SMIL}par"):
        page, _, name = par.find(f"{_SMIL}text").get("src").partition("#")
        page = posixpath.normpath(posixpath.join(folder, unquote(page)))
        audio = par.find(f"{_SMIL}audio")
        sound = posixpath.normpath(posixpath.join(folder, unquote(audio.get("src"))))
        if page not in names or sound not in names:
            yield f"{page if page not in names else sound} is not there"
            return
        if page not in ids:
            ids[page] = {it.decode() for it in _ID.findall(archive.read(page))}
        if name not in ids[page]:
            yield f"{page} has no id {name}"
        if sound not in lengths:
            lengths[sound] = _measure(archive, sound)
        begin, end = (float(audio.get(it).rstrip("s")) for it in ("clipBegin", "clipEnd"))
        if not begin < end <= lengths[sound] + _SLACK:
            yield f"{name} is heard from {begin} to {end} s, and {sound} is {lengths[sound]:.3f} s"


def _measure(archive: zipfile.ZipFile, name: str) -> float:
    """Tell how long a sound of a package plays, in seconds, from a copy outside of it."""
    import shutil

    import av

    with tempfile.NamedTemporaryFile(suffix=".m4a") as file:
        with archive.open(name) as source:
            shutil.copyfileobj(source, file, 1 << 20)
        file.flush()
        with av.open(file.name) as container:
            return float((container.duration or 0) / av.time_base)
