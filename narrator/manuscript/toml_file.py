"""The plain files in which people say how a book is to be made: TOML, beside its manuscript."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from narrator.errors import ManuscriptError

if TYPE_CHECKING:
    from pathlib import Path


def read_toml(path: Path, what: str, *, optional: bool = False) -> dict[str, Any]:
    """Read such a file; ``what`` it is called in messages. An ``optional`` one may be missing: {}.

    Raises ManuscriptError where it cannot be read as TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        if optional and isinstance(error, FileNotFoundError | NotADirectoryError):
            return {}
        raise ManuscriptError(f"{path}: the {what} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        unquoted = " A name with other than plain letters stands in quotes." * ("'='" in str(error))
        message = f"{path}: the {what} is not TOML: {error}. Correct it.{unquoted}"
        raise ManuscriptError(message) from error


def read_table(path: Path, name: str) -> dict[str, Any]:
    """Read a table of the book's own file, ``book.toml``; {} where there is none.

    Raises ManuscriptError where the file cannot be read as TOML, or holds something else there.
    """
    table = read_toml(path, "book file", optional=True).get(name, {})
    if not isinstance(table, dict):
        raise ManuscriptError(f"{path}: [{name}] is a table of `name = value` lines.")
    return table
