"""Pauses are the usual ones, but for what the book's own file says."""

import pytest

from narrator.errors import ManuscriptError
from narrator.script.pauses import DEFAULT_PAUSES, read_pauses


def test_own_pauses(tmp_path):
    """What the file sets is changed, and the rest is as always."""
    file = tmp_path / "story.book.toml"
    file.write_text("[pauses]\nscene = 2500\nsentence = 0\n")
    pauses = read_pauses(file)
    assert (pauses.after("scene"), pauses.after("sentence")) == (2500, 0)
    assert pauses.after("paragraph") == DEFAULT_PAUSES.paragraph


@pytest.mark.parametrize("line", ["scenes = 3", "scene = -1", "scene = 1.5", "scene = true"])
def test_slips_are_told(tmp_path, line):
    """A name that is none, and a length that is none, are refused with what would do."""
    file = tmp_path / "story.book.toml"
    file.write_text(f"[pauses]\n{line}\n")
    with pytest.raises(ManuscriptError, match=r"milliseconds|scene, heading"):
        read_pauses(file)


def test_without_file(tmp_path):
    """Without a file nothing is changed."""
    assert read_pauses(tmp_path / "none.toml") == DEFAULT_PAUSES
