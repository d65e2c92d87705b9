"""What of a manuscript is read out where a listener may want it otherwise: the reader's choices.

::

    [reading]
    notes = "paragraph"            # skip, reference, paragraph, chapter
    notes-speaker = "Notes"        # a speaker of their own, whom the cast file gives a voice
    tables = "skip"                # headings, rows, skip
    code = "skip"                  # speak, skip
    images = "speak"               # skip, speak: the text that stands for a picture
    toc-depth = 1                  # how deep in the contents chapters begin; 0 is all
    speak = ["titlepage"]          # matter that is silent without this
    skip = ["dedication", "foreword"]

The same lines, without ``[reading]``, are what ``--reading notes=paragraph`` takes one by one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from narrator.errors import ManuscriptError, UsageError
from narrator.manuscript.notes import RULES, SILENT
from narrator.manuscript.toml_file import read_table, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

SPOKEN_MATTER = frozenset((
    "dedication", "epigraph", "foreword", "preface", "introduction", "prologue", "preamble",
    "afterword", "epilogue", "acknowledgments", "appendix", "conclusion", "glossary",
    "errata", "contributors", "other-credits", "pullquote", "sidebar", "caption",
))  # fmt: skip
"""Matter that is read out unless it is skipped by name. Names are those of ``epub:type``."""

SILENT_MATTER = SILENT - {"note"} | {"nonlinear"}
"""Matter that goes unspoken unless it is spoken by name, which is also the rule's name."""

_CHOICES = {
    "notes": ("skip", "reference", "paragraph", "chapter"),
    "tables": ("headings", "rows", "skip"),
    "code": ("speak", "skip"),
    "images": ("skip", "speak"),
}
_LISTS = {"speak": SILENT_MATTER, "skip": SPOKEN_MATTER}
_DEPTH = ("toc-depth", "toc_depth")
_DEEPEST = 99
_OTHER_TABLES = {"credits", "files", "metadata", "pauses", "sounds"}
"""What else the book's own file may hold."""
_OTHER_TOOLS = {"book", "build", "output", "preprocessor", "rust"}  # mdBook has a book.toml too


@dataclass(frozen=True, slots=True)
class Reading:
    """The choices. ``notes``: skipped, or spoken at the reference, or after it as late as named.

    ``toc_depth`` is how many levels of the contents begin chapters, 0 for all.
    """

    notes: str = "skip"
    notes_speaker: str = ""
    tables: str = "headings"
    code: str = "speak"
    images: str = "skip"
    toc_depth: int = 0
    speak: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()

    def rules(self) -> dict[str, str]:
        """Give for each word of ``epub:type`` or role the rule under which it goes unspoken."""
        told = {word: rule for word, rule in RULES.items() if rule not in self.speak}
        return told | {word: word for word in self.skip}

    def silences(self, rule: str) -> bool:
        """Tell whether a rule of matter holds, as it was not spoken by name."""
        return bool(rule) and rule not in self.speak

    def as_words(self) -> dict[str, str | list[str]]:
        """Give every choice by the name that the settings file has for it."""
        return {
            name.replace("_", "-"): sorted(value)
            if isinstance(value, frozenset)
            else str(value or "")
            for name, value in asdict(self).items()
        }


DEFAULT_READING = Reading()


def read_reading(path: Path, told: Iterable[str] = ()) -> Reading:
    """Read the choices of a ``book.toml``, if there is one, then those told as ``name=value``.

    Raises ManuscriptError for the file and UsageError for what is told, naming what is wrong.
    """
    reading = _with_told(DEFAULT_READING, _reading_table(path), str(path), ManuscriptError)
    for each in told:
        name, _, value = each.partition("=")
        many = [part.strip() for part in value.split(",") if part.strip()]
        told_value: object = many if name.strip() in _LISTS else value.strip()
        if name.strip() in _DEPTH and value.strip().isdecimal():
            told_value = int(value)
        values = {name.strip(): told_value}
        reading = _with_told(reading, values, f"--reading {each}", UsageError)
    return reading


def _reading_table(path: Path) -> dict[str, Any]:
    tables = set(read_toml(path, "book file", optional=True)) - {"reading"}
    if unknown := tables - _OTHER_TOOLS - _OTHER_TABLES:
        known = ", ".join(f"[{name}]" for name in sorted({*_OTHER_TABLES, "reading"}))
        raise ManuscriptError(
            f"{path} sets {min(unknown)!r}, which is unknown; it may have {known}."
        )
    return read_table(path, "reading")


def _with_told(
    reading: Reading, values: Mapping[str, Any], where: str, error: type[Exception]
) -> Reading:
    changes: dict[str, Any] = {}
    for name, value in values.items():
        if name in _CHOICES:
            good, wanted = value in _CHOICES[name], " or ".join(_CHOICES[name])
        elif name in _LISTS:
            good = isinstance(value, list) and _LISTS[name].issuperset(map(str, value))
            wanted = "a list of " + ", ".join(sorted(_LISTS[name]))
            value = frozenset(value) if good else value  # noqa: PLW2901  a set is what is kept
        elif name == "notes-speaker":
            good, wanted = isinstance(value, str) and not set(value) & set("()*:"), "a plain name"
        elif name in _DEPTH:
            good, wanted = type(value) is int and 0 <= value <= _DEEPEST, "a number, 0 for all"
        else:
            names = ", ".join(sorted([*_CHOICES, *_LISTS, "notes-speaker", "toc-depth"]))
            raise error(f"{where}: {name!r} is no choice of reading; the choices are {names}.")
        if not good:
            raise error(f"{where}: {name} cannot be {value!r}; it is {wanted}.")
        changes[name.replace("-", "_")] = value
    return replace(reading, **changes)
