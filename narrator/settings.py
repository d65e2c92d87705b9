"""What the user's file and environment say, read once, at the edge, into one frozen value."""

from __future__ import annotations

import math
import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from narrator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

APP = "narrator"
PREFIX = "NARRATOR_"


def count_cores() -> int:
    """Tell how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how Narrator works here, unless a command's options say otherwise.

    Every field can be set in ``narrator.toml`` in the user's configuration folder under its name,
    and, which wins, in the environment as ``NARRATOR_`` and its name in capitals.
    """

    data: Path
    """The folder of the cache, the models and the journal."""
    cache: Path
    """Where clips are kept; where ``cache`` is said as a URL, that is ``shared``."""
    models: Path
    output: Path = Path("output")
    shared: str = ""
    """A cache that many machines share: a URL that fsspec knows. Copies lie in ``cache``."""
    engine: str = "kokoro"
    jobs: int = 1
    """How many clips are made at once by engines that compute on this machine."""
    kokoro_model: Path | None = None
    """A Kokoro graph of the user's own (``kokoro-v1.0*.onnx``), used instead of ours."""
    kokoro_voices: Path | None = None
    """The voices that belong to it (``voices-v1.0.bin``)."""
    kokoro_graph: str = "auto"
    """``int8``, ``float32``, ``spectral``, or ``auto``: what was fastest when it was fetched."""
    tone_pace: float = 0.0
    """Seconds that the test engine works for each second of sound."""
    base_url: str = ""
    """The address of the server that a network engine speaks through, where it is not the usual."""
    server_label: str = ""
    """Tells clips of one server from those of another at the same address: part of their names."""
    voices: Path = Path("voices")
    """A folder of recorded voices for engines that clone: ``<name>/*.wav``, each with its text."""
    fish_model: str = "s2-pro"
    """The model of the engine ``fish``."""
    openai_model: str = "tts-1"
    """The model of the engine ``openai_compatible``."""
    chat_url: str = ""
    """The server of the chat model that ``--chat`` asks who speaks unsure lines."""
    chat_model: str = ""
    chat_price: float = 0.0
    """US dollars for a million tokens that the chat model is sent."""
    chat_answer_price: float = 0.0
    """And for a million that it answers."""


def read_settings(
    environment: Mapping[str, str] | None = None, file: Path | None = None
) -> Settings:
    """Read the user's file, then the environment. Raises UsageError naming what is wrong."""
    environment = os.environ if environment is None else environment
    path = file or platformdirs.user_config_path(APP) / "narrator.toml"
    said = {**_read_file(path), **_read_environment(environment)}
    data = Path(str(_convert("data", said.get("data", platformdirs.user_data_path(APP)))))
    start = Settings(data, data / "cache", data / "models", jobs=count_cores())
    if is_url(said.get("cache", "")):
        said["shared"] = said.pop("cache")
    check_cache_url(str(said.get("shared", "")))
    values: dict[str, Any] = {name: _convert(name, value) for name, value in said.items()}
    return replace(start, **values)


def is_url(value: object) -> bool:
    """Tell whether a cache is named by a URL, and not by a folder."""
    return "://" in str(value)


def check_cache_url(url: str) -> None:
    """Refuse a URL with a name or a password in it, unshown: it would stand in every report."""
    if "@" in url.partition("://")[2].partition("/")[0]:
        raise UsageError(
            "The cache's URL has a name or a password in it. Leave them out: fsspec takes them "
            "from its configuration files or from the environment (for S3, as AWS's programs do)."
        )


def _read_file(path: Path) -> dict[str, object]:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not TOML: {error}. Mend that line.") from error
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror or error}. Mend or remove it."
        ) from error
    if unknown := set(said) - _names():
        raise UsageError(
            f"{path} sets {min(unknown)!r}, which is no setting. "
            f"The settings are: {', '.join(sorted(_names()))}."
        )
    return said


def _read_environment(environment: Mapping[str, str]) -> dict[str, object]:
    names = {name: f"{PREFIX}{name.upper()}" for name in _names()}
    return {name: environment[key] for name, key in names.items() if environment.get(key)}


def _names() -> set[str]:
    return {field.name for field in fields(Settings)}


def _convert(name: str, value: object) -> object:
    try:
        return _CONVERTERS.get(name, _to_path)(str(value))
    except ValueError as error:
        raise UsageError(f"The setting {name!r} cannot be {value!r}: {error}.") from error


def _to_path(value: str) -> Path:
    try:
        return Path(value).expanduser()
    except RuntimeError as error:  # of a user whom nobody knows
        raise ValueError(str(error).rstrip(".")) from error


def _to_jobs(value: str) -> int:
    jobs = int(value)
    if jobs < 1:
        raise ValueError("at least 1 is needed")
    return jobs


def _to_amount(value: str) -> float:
    amount = float(value)
    if not 0 <= amount < math.inf:
        raise ValueError("a number from 0 up is needed")
    return amount


_CONVERTERS: dict[str, Callable[[str], object]] = {
    "base_url": str,
    "chat_answer_price": _to_amount,
    "chat_model": str,
    "chat_price": _to_amount,
    "chat_url": str,
    "engine": str,
    "fish_model": str,
    "jobs": _to_jobs,
    "kokoro_graph": str,
    "openai_model": str,
    "server_label": str,
    "shared": str,
    "tone_pace": _to_amount,
}
