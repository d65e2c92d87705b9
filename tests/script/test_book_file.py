"""The book's own file says how its files are made."""

import pytest

from narrator.errors import ManuscriptError
from narrator.script.book_file import read_part_hours


@pytest.mark.parametrize(
    ("line", "hours"), [("part-hours = 10", 10), ("part_hours = 0", 0), ("", None)]
)
def test_part_hours(tmp_path, line, hours):
    """Its hours are read under either spelling; where it is silent, there are none."""
    file = tmp_path / "story.book.toml"
    file.write_text(f"[files]\n{line}\n")
    assert read_part_hours(file) == hours
    assert read_part_hours(tmp_path / "none.toml") is None


@pytest.mark.parametrize(
    "line",
    ["hours = 3", "part-hours = -1", "part-hours = '2'", "part-hours = true", "part-hours = inf"],
)
def test_slips_are_told(tmp_path, line):
    """Another name, and what is no length, are refused with what would do."""
    file = tmp_path / "story.book.toml"
    file.write_text(f"[files]\n{line}\n")
    with pytest.raises(ManuscriptError, match="part-hours"):
        read_part_hours(file)
