"""Speaker tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from script.strategies import TAGS

from narrator.script.tags import Tag, parse_tag, write_tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Alice", Tag("Alice")),
        ("  Mrs.  Bennet ", Tag("Mrs. Bennet")),
        ("NARRATOR", Tag("narrator")),
        ("Alice (whispering)", Tag("Alice", None, "whispering")),
        ("Alice (thought, sad, slow)", Tag("Alice", "thought", "sad, slow")),
        ("Narrator (pause 800 ms)", Tag("narrator", pause_ms=800)),
        ("Bob (Letter, pause 1.5 s)", Tag("Bob", "letter", pause_ms=1500)),
        ("Bob (pause for breath)", Tag("Bob", None, "pause for breath")),
        ("Bob (speech, 62 %)", Tag("Bob", "speech", sure=62)),
        ("Bob ()", Tag("Bob")),
        ("Bob (x", Tag("Bob x")),
        ("", Tag("narrator")),
    ],
)
def test_reading_a_tag(text, tag):
    """A tag is a name, and in brackets a kind, a pause, directions."""
    assert parse_tag(text) == tag


@given(text=TAGS | st.text())
def test_what_is_written_is_read_again(text):
    """Whatever a tag says, writing and reading it gives the same."""
    tag = parse_tag(text)
    assert parse_tag(write_tag(tag)) == tag
