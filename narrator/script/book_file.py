"""How a book's files are divided, by its own file.

::

    [files]
    part-hours = 10     # no file of the whole book is longer; 0: as long as it likes
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from narrator.errors import ManuscriptError
from narrator.manuscript.toml_file import read_table

if TYPE_CHECKING:
    from pathlib import Path


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
