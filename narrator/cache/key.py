"""Names made from content: the same content has the same name, on every machine, for ever."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]

VERSION = "v1"
"""Changes when the form below changes. Every name changes with it, and everything is made anew."""


_CANONICAL = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def sum_file(path: Path) -> str:
    """Give the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def name_by_content(value: Json) -> str:
    """Give the name of a JSON value: ``v1-`` and the SHA-256, in hex, of its canonical form.

    The canonical form has sorted keys, no white space and no escapes that UTF-8 can do without.
    Keep floating-point numbers out of it where a rounded number or a string says the same.
    """
    return f"{VERSION}-{hashlib.sha256(_CANONICAL.encode(value).encode()).hexdigest()}"
