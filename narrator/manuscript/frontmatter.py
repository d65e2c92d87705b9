"""Front matter: lines of YAML, or TOML, at the head of a Markdown file that tell of the book."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from narrator.errors import ManuscriptError
from narrator.manuscript.model import Cover, Metadata
from narrator.manuscript.naming import mend_characters, normalise_language

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FENCED = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(
    r"\A\+\+\+[ \t]*\n(?=\s*[\w-]+[ \t]*=)(.*?)^\+\+\+[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_TITLE_BLOCK = re.compile(  # Pandoc's: title, authors, date
    r"\A%[ \t]+(?P<title>[^\n]+(?:\n[ \t]+\S[^\n]*)*)(?:\n|\Z)"
    r"(?:%(?P<authors>(?:[ \t]+[^\n]+)?(?:\n[ \t]+\S[^\n]*)*)(?:\n|\Z))?"
    r"(?:%(?P<date>[ \t][^\n]*)(?:\n|\Z))?"
)
_NAMED = re.compile(  # MultiMarkdown's lines, Title among them, down to the first blank one
    r"\A(?=(?:[^\n]+\n)*?Title[ \t]*:[ \t]*\S)"
    r"(?:[a-z][\w -]{0,30}:[^\n]*(?:\n[ \t]+\S[^\n]*)*(?:\n|\Z))+(?=[ \t]*(?:\n|\Z))",
    re.IGNORECASE,
)
_RULE = re.compile(r"\A---[ \t]*\n[ \t]*\n(?!\s*[\w-]+:\s)")
_OPENED = re.compile(r"\A---[ \t]*\n\s*([\w-]+):(?:\s|\Z)")
_LONGEST = 64_000
_LARGEST_COVER = 32 << 20
_TEXTS = frozenset((
    "title", "language", "cover", "narrator", "series", "date", "publisher", "description",
    "identifier", "source", "speakers", "script",
))  # fmt: skip
_HEADED = ("title", "author", "date", "language", "publisher", "series", "description")
_NAMES = _TEXTS | {"author", "authors", "voices"}
_MEDIA_TYPES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file's front matter says, and ``lines``, how many lines of the file it takes."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: int = 0

    def text(self, name: str) -> str | None:
        """Give a value as printed, None where there is none."""
        value = self.values.get(name)
        return mend_characters(value) or None if isinstance(value, str) else None

    def texts(self, *names: str) -> tuple[str, ...]:
        """Give the values of the first name that has any: one, or a list of them."""
        for name in names:
            if value := self.values.get(name):
                values = (value,) if isinstance(value, str) else value
                return tuple(mend_characters(each) for each in values)
        return ()

    @property
    def is_script(self) -> bool:
        """Tell whether the file is a script as Narrator writes it."""
        return self.text("script") == "1"

    @property
    def is_tagged(self) -> bool:
        """Tell whether every speaker is tagged."""
        return self.is_script or self.text("speakers") == "tagged"

    @property
    def voices(self) -> dict[str, str]:
        """Give the voices by speaker."""
        voices = self.values.get("voices") or {}
        return {mend_characters(name): mend_characters(voices[name]) for name in voices}

    def metadata(self, title: str) -> Metadata:
        """Make the book's metadata; ``title`` is for a book that names none here."""
        return Metadata(
            title=self.text("title") or title,
            authors=self.texts("authors", "author"),
            language=normalise_language(self.text("language") or "en"),
            narrator=self.text("narrator"),
            series=self.text("series"),
            identifier=self.text("identifier"),
            publisher=self.text("publisher"),
            date=self.text("date"),
            description=self.text("description"),
        )


def split_front_matter(text: str, path: Path) -> tuple[FrontMatter, str]:
    """Split a file into its front matter and the rest. Raises ManuscriptError naming the line."""
    toml = _TOML.match(text)
    found = toml or (None if _RULE.match(text) else _FENCED.match(text))
    if not found or len(found[1]) > _LONGEST:
        _refuse_open_end(text, path)
        return _split_unfenced(text)
    values = _load_toml(found[1], path) if toml else _load(found[1], path)
    _check(values, found[1], path)
    return FrontMatter(values, found[0].count("\n")), text[found.end() :]


def _split_unfenced(text: str) -> tuple[FrontMatter, str]:
    """Split off the lines that Pandoc or MultiMarkdown have at the head of a file."""
    if found := _TITLE_BLOCK.match(text):
        authors = re.split(r"[;\n]", (found["authors"] or "").strip())
        values: dict[str, Any] = {
            "title": " ".join(found["title"].split()),
            "authors": [name.strip() for name in authors if name.strip()],
            "date": (found["date"] or "").strip(),
        }
    elif found := _NAMED.match(text[:_LONGEST]):
        lines = re.split(r"\n(?![ \t])", found[0].strip())
        pairs = (line.partition(":") for line in lines)
        told = {name.strip().lower(): " ".join(value.split()) for name, _, value in pairs}
        values = {name: told[name] for name in _HEADED if told.get(name)}
    else:
        return FrontMatter(), text
    return FrontMatter(values, found[0].count("\n")), text[found.end() :]


def _refuse_open_end(text: str, path: Path) -> None:
    """Refuse front matter that nothing closes; after a scene break comes prose, not a name."""
    opened = _OPENED.match(text)
    if opened and (opened[1].islower() or opened[1].casefold() in _NAMES):
        raise ManuscriptError(
            f"{path}, line 1: the front matter that begins here has no end; "
            "put a line of three dashes (---) after its last `name: value` line."
        )


def read_cover_file(name: str, path: Path) -> Cover:
    """Read the cover that the front matter of ``path`` names; it lies beside that file or below."""
    cover = path.parent / name
    folder = path.parent.resolve()
    media_type = _MEDIA_TYPES.get(cover.suffix.lower())
    if not cover.resolve().is_relative_to(folder):
        raise ManuscriptError(
            f"{path} names the cover {name}, outside its folder; copy it beside the file."
        )
    if media_type is None:
        raise ManuscriptError(
            f"{path} names the cover {name}, which is no picture that Narrator knows; "
            f"use one of {', '.join(sorted(_MEDIA_TYPES))}."
        )
    try:
        if cover.stat().st_size > _LARGEST_COVER:
            raise ManuscriptError(f"The cover {cover} is larger than 32 MiB; make it smaller.")
        return Cover(media_type, cover.read_bytes())
    except OSError as error:
        raise ManuscriptError(
            f"{path} names the cover {name}, which cannot be read ({error.strerror}); "
            "correct the line `cover:` or remove it."
        ) from error


def _load(text: str, path: Path) -> dict[str, Any]:
    import yaml

    try:
        # BaseLoader makes strings of all values, as printed: a title "1984" or "No" stays one.
        values = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  it makes strings only
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise ManuscriptError(
            f"{path}, line {line}: the front matter is no YAML "
            f"({getattr(error, 'problem', None) or 'a sign that YAML does not allow'}); "
            "put values with a colon or a quote in quotes."
        ) from error
    except RecursionError as error:
        raise ManuscriptError(f"{path}: the front matter is nested too deeply.") from error
    if values in (None, ""):
        return {}
    if not isinstance(values, dict):
        raise ManuscriptError(
            f"{path}, line 2: the front matter is no list of `name: value` lines."
        )
    return values


def _load_toml(text: str, path: Path) -> dict[str, Any]:
    """Read TOML; numbers and dates become strings, as in YAML here."""
    try:
        values = tomllib.loads(f"\n{text}")  # so that lines count as in the file
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ManuscriptError(
            f"{path}: the front matter between the lines of +++ is no TOML ({error}); correct it."
        ) from error
    plain = (str, list, dict)
    return {
        name: value if isinstance(value, plain) else str(value) for name, value in values.items()
    }


def _check(values: dict[str, Any], text: str, path: Path) -> None:
    """Refuse values of the wrong shape by the line in which they stand."""
    for name, value in values.items():
        if name == "voices":
            good = value == "" or (isinstance(value, dict) and _all_texts(value.values()))
            wanted = "a `speaker: voice` line for each speaker"
        elif name in ("author", "authors"):
            good, wanted = isinstance(value, str) or _is_texts(value), "a name or a list of names"
        elif name in _TEXTS:
            good, wanted = isinstance(value, str), "one value"
        else:
            continue
        if not good:
            found = re.search(rf"^['\"]?{re.escape(name)}\b", text, re.MULTILINE)
            line = text[: found.start() if found else 0].count("\n") + 2
            raise ManuscriptError(f"{path}, line {line}: `{name}:` needs {wanted}.")


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and _all_texts(value)


def _all_texts(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)
