"""Profiles: what a shop, or you, want of finished files, and how they are made so. Data, all."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from narrator.audio.mastering import LISTEN, NO_TONE, Mastering
from narrator.delivery.figures import FIGURES
from narrator.errors import UsageError

DEFAULT = "listen"
FOLDER = Path(__file__).parent / "profiles"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule: the figure that it is about, its limits, and what to do where it is broken.

    ``min`` and ``max`` are in the figure's unit, ``any_of`` lists what it may be, ``pattern`` is a
    regular expression for the whole of it, ``needs`` lists what must be among it. ``only`` names
    the kinds of file that it is for (all), ``advice`` that breaking it is told and fails nothing.
    """

    name: str
    mend: str
    unit: str = ""
    min: float | None = None
    max: float | None = None
    any_of: tuple[bool | int | float | str, ...] = ()
    pattern: str = ""
    needs: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    advice: bool = False


class Master(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How files are made that keep the rules; what is left out is as for listening.

    ``measure`` is LUFS or RMS, ``target`` the loudness of a chapter in it; ``ceiling`` (dB) the
    highest peak before encoding, ``rate`` in Hz; ``head`` and ``tail`` the seconds before the first
    sound and after the last, ``room_tone`` (dB) what is heard in silences; ``mp3`` and ``aac``
    kbit/s, ``constant`` whether each MP3 frame has as many, ``aac_filled`` whether AAC has its own
    in every second; ``longest`` a chapter's most minutes, ``part_hours`` a whole book's file's
    most hours.

    ``formats`` are made where none are asked for. ``credits``: opening and closing credits are
    spoken, and unless ``own_files`` is false are chapters of their own; ``disclosure``: they say
    that the voice is synthetic. ``sample``: seconds of a sample that is cut from the book, 0 for
    none. With ``square_cover``, the cover is made one.
    """

    measure: Literal["LUFS", "RMS"] = LISTEN.measure
    target: Annotated[float, msgspec.Meta(ge=-40, le=-5)] = LISTEN.target
    ceiling: Annotated[float, msgspec.Meta(ge=-20, le=-0.1)] = LISTEN.ceiling
    rate: Literal[0, 16000, 22050, 24000, 32000, 44100, 48000] = 0
    channels: Literal[1, 2] = 1
    head: Annotated[float, msgspec.Meta(ge=0.1, le=10)] = LISTEN.head_ms / 1000
    tail: Annotated[float, msgspec.Meta(ge=0, le=30)] = LISTEN.tail_ms / 1000
    room_tone: Annotated[float, msgspec.Meta(ge=-90, le=-50)] | None = None
    mp3: Literal[64, 80, 96, 112, 128, 160, 192, 224, 256, 320] = 80
    aac: Annotated[int, msgspec.Meta(ge=32, le=512)] = LISTEN.aac
    constant: bool = LISTEN.constant
    aac_filled: bool = LISTEN.aac_filled
    longest: Annotated[float, msgspec.Meta(gt=0)] = math.inf
    part_hours: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    formats: tuple[str, ...] = ()
    credits: bool = False
    own_files: bool = True
    disclosure: bool = False
    sample: Annotated[float, msgspec.Meta(ge=0, le=300)] = 0.0
    square_cover: bool = False

    @property
    def mastering(self) -> Mastering:
        """What chapters are brought to, as mastering knows it."""
        return Mastering(
            measure=self.measure,
            target=self.target,
            ceiling=self.ceiling,
            rate=self.rate,
            channels=self.channels,
            head_ms=round(self.head * 1000),
            tail_ms=round(self.tail * 1000),
            room_tone=NO_TONE if self.room_tone is None else self.room_tone,
            mp3=self.mp3,
            aac=self.aac,
            constant=self.constant,
            aac_filled=self.aac_filled,
            longest=self.longest * 60,
        )


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules that files are held against. ``title`` says whose they are."""

    title: str
    rule: tuple[Rule, ...]
    master: Master = Master()
    name: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of file that are delivered; empty where any will do."""
        named = (rule.any_of for rule in self.rule if rule.name == "kind")
        return tuple(str(kind) for kinds in named for kind in kinds)

    def find(self, name: str) -> Rule | None:
        """Find the first rule about a figure, one that must be kept before mere advice."""
        rules = sorted((it for it in self.rule if it.name == name), key=lambda it: it.advice)
        return rules[0] if rules else None


def list_profiles() -> tuple[str, ...]:
    """Name our profiles."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def read_profile(name: str) -> Profile:
    """Read one of our profiles by its name, or yours by the path of its TOML file.

    Raises UsageError where there is none, or a rule in it cannot be.
    """
    try:
        path = Path(name).expanduser() if is_path(name) else FOLDER / f"{name}.toml"
    except RuntimeError as error:  # of a user whom nobody knows
        raise UsageError(f"{name} cannot be read: {error}") from error
    if not is_path(name) and name not in list_profiles():
        close = difflib.get_close_matches(name, list_profiles(), n=1)
        raise UsageError(
            f"There is no profile {name!r}. Known: {', '.join(list_profiles())}; or name a TOML "
            f"file of your own.{f' Did you mean {close[0]}?' if close else ''}"
        )
    try:
        profile = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Profile)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"{path} is no profile: {error}. Mend that line.") from error
    for number, rule in enumerate(profile.rule, 1):
        _check(rule, f"{path}, rule {number}")
    return msgspec.structs.replace(profile, name=profile.name or path.stem)


def is_path(name: str) -> bool:
    """Tell whether a profile's name is the path of a file."""
    return name.endswith(".toml") or "/" in name or "\\" in name


def _check(rule: Rule, where: str) -> None:
    figure = FIGURES.get(rule.name)
    if not figure:
        close = difflib.get_close_matches(rule.name, FIGURES, n=1) or [*FIGURES]
        raise UsageError(f"{where}: nothing measures {rule.name!r}. There is {', '.join(close)}.")
    if rule.unit and rule.unit != figure.unit:
        raise UsageError(
            f"{where}: {rule.name} is measured in {figure.unit or 'no unit'}, not {rule.unit}."
        )
    limits = (rule.min is not None, rule.max is not None, rule.any_of, rule.pattern, rule.needs)
    if not any(limits):
        raise UsageError(f"{where} ({rule.name}) has no limit: min, max, any_of, pattern or needs.")
    try:
        re.compile(rule.pattern)
    except re.error as error:
        raise UsageError(f"{where}: {rule.pattern!r} is no pattern: {error}.") from error
