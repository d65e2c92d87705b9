"""``narrator cast``: who speaks, the cast file, auditions, series; and unsure lines."""

import json
import tomllib
from pathlib import Path

import pytest

BOOK = """# One

“A storm is coming,” said Mara Quill.

“I doubt it,” whispered Tom.

“Look at the glass, Tom.”

“It has been falling since noon,” said Miss Quill.

They went in. The fire was out, and the clock had stopped.

“Somebody was here!”
"""


@pytest.fixture
def talk(tmp_path):
    """Return a manuscript in which people talk."""
    path = tmp_path / "talk.md"
    path.write_text(BOOK, encoding="utf-8")
    return path


def roles(narrator, path, *options):
    """Return the speakers that cast reports, by name."""
    done = narrator("cast", path, "--json", *options)
    assert done.returncode == 0, done.stderr
    return {it["name"]: it for it in json.loads(done.stdout)["speakers"]}


def test_the_cast_is_shown_and_written(narrator, talk):
    """Names, aliases, lines and voices are shown, and stand in a file that people edit."""
    found = roles(narrator, talk)
    assert found["Mara Quill"]["aliases"] == ["Miss Quill"]
    assert (found["Mara Quill"]["gender"], found["Tom"]["gender"]) == ("female", "male")
    shown = narrator("cast", talk)
    assert "Mara Quill" in shown.stdout
    written = tomllib.loads((talk.parent / "talk.cast.toml").read_text(encoding="utf-8"))
    assert written["speakers"]["Mara Quill"]["aliases"] == ["Miss Quill"]
    assert "nobody new" in narrator("cast", talk).stderr


def test_an_edited_cast_renames_and_splits(narrator, talk):
    """A new name with the old as its alias renames; an alias with a table of its own is another."""
    text = '[speakers.Captain]\naliases = ["Mara Quill"]\n[speakers."Miss Quill"]\n'
    (talk.parent / "talk.cast.toml").write_text(text, encoding="utf-8")
    found = roles(narrator, talk)
    assert {"Captain", "Miss Quill", "Tom"} <= set(found)


def test_a_series_keeps_a_voice(narrator, talk):
    """Another book of the series gives the same person the same voice."""
    series = talk.parent / "series.toml"
    assert narrator("cast", talk, "--series", series).returncode == 0
    voice = roles(narrator, talk)["Tom"]["voice"]
    other = talk.with_name("other.md")
    other.write_text("# A\n\n“Oh,” said Ann.\n\n“Ah,” said Bea.\n\n“Well,” said Tom.\n", "utf-8")
    other.with_name("other.cast.toml").write_text('series = "series.toml"\n', "utf-8")
    assert roles(narrator, other)["Tom"]["voice"] == voice


def test_an_audition_is_a_clip_of_everybodys_own_line(narrator, talk, tmp_path):
    """Each speaker's clip is a sound file."""
    found = roles(narrator, talk, "--audition", "--output", tmp_path / "out")
    for role in found.values():
        with Path(role["clip"]).open("rb") as clip:
            assert clip.read(4) == b"RIFF"


def test_unsure_lines_are_listed_and_corrected(narrator, talk):
    """The worst come first; a correction by its words holds, and one that fits nothing is named."""
    rows = json.loads(narrator("script", talk, "--unsure", "--json").stdout)["unsure"]
    assert rows == sorted(rows, key=lambda it: it["confidence"])
    assert rows[0]["text"] == "“Somebody was here!”"
    edits = '[[lines]]\ntext = "“Somebody was here!”"\nspeaker = "Tom"\n'
    edits += '[[lines]]\ntext = "Nobody was here"\nspeaker = "Tom"\n'
    (talk.parent / "talk.edits.toml").write_text(edits, encoding="utf-8")
    assert "**Tom:** “Somebody was here!”" in narrator("script", talk).stdout
    assert "**Tom (whispering):** “I doubt it,”" in narrator("script", talk).stdout
    assert "Nobody was here" in narrator("plan", talk).stdout


def test_an_age_that_the_text_tells_is_shown_and_written(narrator, tmp_path):
    """And one that a person wrote counts for more."""
    path = tmp_path / "book.md"
    path.write_text(
        "# One\n\nTom Hart was a boy of ten.\n\n“Well?” said Tom Hart. “Ann?”\n\n"
        "“No,” said Ann Hart.\n",
        encoding="utf-8",
    )
    assert "male, child" in narrator("cast", path).stdout
    file = tmp_path / "book.cast.toml"
    assert file.read_text(encoding="utf-8").count("age = ") == 1
    file.write_text('[speakers."Tom Hart"]\nage = "old"\n', encoding="utf-8")
    ages = {name: it["age"] for name, it in roles(narrator, path).items()}
    assert ages == {"Tom Hart": "old", "Ann Hart": ""}
