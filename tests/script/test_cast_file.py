"""The cast file."""

import pytest

from narrator.errors import ManuscriptError
from narrator.script import read_cast
from narrator.script.cast_file import add_alias, read_aliases, read_roster, set_voice
from narrator.script.who.model import Member


def write(folder, text):
    """Write a cast file."""
    path = folder / "book.cast.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reading_a_cast(tmp_path):
    """Voices come by name and by alias, the narrator's under its own heading."""
    text = '[narrator]\nvoice = "a"\n[speakers."Mrs. B"]\nvoice = "b"\naliases = ["Mamma"]\n'
    text += '[speakers.Tom]\naliases = ["T"]\n'
    assert read_cast(write(tmp_path, text)) == {"narrator": "a", "Mrs. B": "b", "Mamma": "b"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[narrator]\nvoice = "a\n', "line 2"),
        ("speakers = 3\n", "'speakers' is not a table"),
        ('[speakers]\nTom = "a"\n', "'Tom' is not a table"),
        ("[speakers.Tom]\nvoice = 3\n", "voice of 'Tom'"),
        ('[speakers.Tom]\naliases = "T"\n', "aliases of 'Tom'"),
    ],
)
def test_a_cast_that_cannot_be_read(tmp_path, text, said):
    """What is wrong is said with the file's name and the line or the speaker."""
    with pytest.raises(ManuscriptError, match=said) as raised:
        read_cast(write(tmp_path, text))
    assert "book.cast.toml" in str(raised.value)


def test_a_cast_that_is_not_there(tmp_path):
    """A missing cast file is named."""
    with pytest.raises(ManuscriptError, match="none"):
        read_cast(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ('[speeker.Bob]\nvoice = "x"\n', "speeker"),
        ('[speakers.Bob]\nvoise = "x"\n', "voise"),
        ('[narrator]\nvoise = "x"\n', "voise"),
    ],
)
def test_a_slip_is_named(tmp_path, text, slip):
    """A key that nobody reads is refused: it would be without effect, and nobody would know."""
    path = tmp_path / "book.cast.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ManuscriptError, match=slip):
        read_cast(path)


def test_a_voice_is_written(tmp_path):
    """A voice goes into the entry of whoever has that name or alias; the rest stays as it was."""
    path = tmp_path / "story.cast.toml"
    path.write_text('# mine\n[speakers.Mara]\nvoice = "alto"  # hers\naliases = ["Mary"]\n')
    set_voice(path, "mary", "tone:bass")
    set_voice(path, "Tom", "tenor")
    set_voice(path, "narrator", "soprano")
    voices = {"Mara": "tone:bass", "Mary": "tone:bass", "Tom": "tenor", "narrator": "soprano"}
    assert read_cast(path) == voices
    assert path.read_text().startswith("# mine\n")


def test_an_alias_is_written(tmp_path):
    """Who becomes an alias brings along their own aliases, and has no entry any more."""
    path = tmp_path / "story.cast.toml"
    set_voice(path, "Mary", "alto")
    add_alias(path, "Molly", "Mary")
    add_alias(path, "Mary", "Mara")
    assert read_aliases(path) == {"Molly": "Mara", "Mary": "Mara"}
    assert "Mary" not in read_cast(path)


def test_who_is_an_alias_with_a_table(tmp_path):
    """A voice of their own splits them; a table without one is left over from before."""
    cast = write(
        tmp_path,
        """
        [speakers.Lizzy]
        aliases = ["Eliza", "Jane", "Lizzy"]
        [speakers.Eliza]
        aliases = ["Liz", "Lizzy"]
        [speakers.Jane]
        voice = "bf_emma"
        """,
    )
    assert read_roster(cast) == (Member("Lizzy", ("Eliza", "Liz")), Member("Jane"))
    assert read_cast(cast) == {"Jane": "bf_emma"}
    assert read_aliases(cast) == {"Eliza": "Lizzy", "Liz": "Lizzy"}
