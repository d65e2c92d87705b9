"""The plain files beside a manuscript, whole and spoilt."""

import pytest

from narrator.errors import ManuscriptError
from narrator.manuscript.toml_file import read_table, read_toml


def test_a_file_that_may_be_missing_is_empty(tmp_path):
    """What people did not write says nothing; a file that was asked for must be there."""
    assert read_toml(tmp_path / "a.toml", "cast file", optional=True) == {}
    with pytest.raises(ManuscriptError, match="the cast file cannot be read"):
        read_toml(tmp_path / "a.toml", "cast file")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a = ", "is not TOML.*Correct it.$"),
        (b"Wind River = 1", "is not TOML.*stands in quotes"),
        (b"\xff", "cannot be read"),
    ],
)
def test_a_spoilt_file_is_named(tmp_path, content, said):
    """The message tells which file, what it is, and what is wrong."""
    file = tmp_path / "a.toml"
    file.write_bytes(content)
    with pytest.raises(ManuscriptError, match=f"a.toml: the book file {said}"):
        read_toml(file, "book file", optional=True)


def test_a_table_is_a_table(tmp_path):
    """A value where a table belongs is refused, and another table is none of it."""
    file = tmp_path / "a.toml"
    file.write_text("credits = 1\n[pauses]\nsentence = 3\n")
    assert read_table(file, "pauses") == {"sentence": 3}
    with pytest.raises(ManuscriptError, match=r"\[credits\] is a table"):
        read_table(file, "credits")
