"""The book's own file, ``<stem>.book.toml``, in which people say how a book is to be made."""

from __future__ import annotations

import math
import tomllib
from typing import TYPE_CHECKING, Any

from narrator.errors import ManuscriptError

if TYPE_CHECKING:
    from pathlib import Path


def read_table(path: Path, name: str) -> dict[str, Any]:
    """Read a table of the file; {} where there is no such table, or no file.

    Raises ManuscriptError where the file cannot be read as TOML, or holds something else there.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise ManuscriptError(f"{path} cannot be read as TOML: {error}.") from error
    table = values.get(name, {})
    if not isinstance(table, dict):
        raise ManuscriptError(f"{path}: [{name}] is a table of `name = value` lines.")
    return table


def read_part_hours(path: Path) -> float | None:
    """Read how long a file of the whole book may be, in hours; None where nothing is said.

    0 is any length. Raises ManuscriptError where it is none.
    """
    said = {name.replace("-", "_"): value for name, value in read_table(path, "files").items()}
    hours = said.pop("part_hours", None)
    if said:
        raise ManuscriptError(
            f"{path}: {min(said)!r} is nothing that [files] can say; there is part-hours."
        )
    if hours is None:
        return None
    if isinstance(hours, bool) or not isinstance(hours, (int, float)) or not 0 <= hours < math.inf:
        raise ManuscriptError(
            f"{path}: part-hours in [files] is a number of hours, not {hours!r}; 0 is any length."
        )
    return float(hours)
