"""The edits file: takes that were chosen line by line."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.errors import ManuscriptError
from narrator.script.edits import read_splits, read_takes, write_splits, write_takes

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.tuples(WORDS, st.none() | WORDS.filter(bool), WORDS)


@given(st.dictionaries(NAMES, st.integers(1, 99), max_size=5))
def test_what_is_written_is_read(takes):
    """Takes come back as they were written, whatever their words: a property."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "story.edits.toml"
        write_takes(path, takes)
        assert read_takes(path) == takes


def test_what_people_wrote_stays(tmp_path):
    """A comment of a person outlives a new take."""
    path = tmp_path / "story.edits.toml"
    lines = ["# Mara is tired here.", "[[takes]]", 'speaker = "Mara"', 'text = "No."  # really']
    written = "\n".join([*lines, "take = 2", "# end", ""])
    path.write_text(written, encoding="utf-8")
    write_takes(path, {("Mara", None, "No."): 3, ("Tom", "sad", "Yes."): 2})
    assert read_takes(path) == {("Mara", None, "No."): 3, ("Tom", "sad", "Yes."): 2}
    assert path.read_text(encoding="utf-8").startswith(written[:-6].replace("= 2", "= 3"))
    assert "# end" in path.read_text(encoding="utf-8")


def test_splits_stand_beside_takes(tmp_path):
    """In how many parts a line is said is written and read beside its take."""
    path = tmp_path / "story.edits.toml"
    name = ("Mara", None, "No. Never.")
    write_takes(path, {name: 3})
    write_splits(path, {name: 2})
    assert (read_takes(path), read_splits(path)) == ({name: 3}, {name: 2})


def test_nothing_to_write_writes_nothing(tmp_path):
    """Where no line has another take there is no file."""
    write_takes(tmp_path / "story.edits.toml", {})
    assert not (tmp_path / "story.edits.toml").exists()


def test_no_file_chooses_nothing(tmp_path):
    """Without a file every line has its first take."""
    assert read_takes(tmp_path / "story.edits.toml") == {}


@pytest.mark.parametrize(
    "text",
    [
        "takes = 3",
        "takes = [3]",
        'other = "x"',
        '[[takes]]\nspeaker = "Mara"',
        '[[takes]]\nspeaker = "Mara"\ntext = "No."\ntake = 0',
        '[[takes]]\nspeaker = "Mara"\ntext = "No."\ntake = true',
        '[[takes]]\nspeaker = "Mara"\ntext = "No."\ntake = 2\nnote = "x"',
        "[[takes]",
    ],
)
def test_a_broken_file_is_named(tmp_path, text):
    """What is no list of takes is an error that names the file."""
    path = tmp_path / "story.edits.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ManuscriptError, match=r"story\.edits\.toml"):
        read_takes(path)


@pytest.mark.parametrize(
    "before", ["takes = []", 'takes = [{speaker = "A", text = "b", take = 3}]']
)
def test_a_list_in_brackets_can_be_added_to(tmp_path, before):
    """Takes that a person wrote as a list stay, and the file can still be read."""
    path = tmp_path / "story.edits.toml"
    path.write_text(f"# mine\n{before}\n", encoding="utf-8")
    there = read_takes(path)
    write_takes(path, {("Mara", None, "No."): 2})
    assert read_takes(path) == {**there, ("Mara", None, "No."): 2}
    assert "# mine" in path.read_text(encoding="utf-8")
