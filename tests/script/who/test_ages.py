"""How old people are, where the text tells it."""

import pytest

from narrator.script.who.ages import tell_ages
from narrator.script.who.model import Paragraph, People, Person


def tell(text, name="Tom Gray", *, told=True):
    """Return the age of the only person of a text."""
    person = Person(name, (name,), told=told)
    return tell_ages([Paragraph(text)], People((person,), {name.lower(): 0})).get(0, "")


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Tom Gray, an old man with a stick, came in.", "old"),
        ("Tom Gray was a little boy.", "child"),
        ("Tom Gray was a boy of ten.", "child"),
        ("Tom Gray, aged twelve, sat down.", "child"),
        ("Tom Gray, 17, sat down.", "young"),
        ("Tom Gray was only sixty-five years old.", "old"),
        ("Tom Gray was forty.", "adult"),
        ("Tom Gray was a tall young man.", "young"),
        ("Tom Gray was a middle-aged clerk.", "adult"),
        ("In came old Tom Gray. Then old Tom Gray sat, and old Tom Gray slept.", "old"),
    ],
)
def test_narration_tells_an_age(text, age):
    """A noun that somebody is, years, an adjective that comes again."""
    assert tell(text) == age


@pytest.mark.parametrize(
    "text",
    [
        "Tom Gray met an old man.",
        "Tom Gray and the old man came in.",
        "Tom Gray was the father of a little boy.",
        "Tom Gray was at number ten.",
        "Old Tom Gray sat. Old Tom Gray slept. Tom Gray was a young man.",
        "Tom Gray was the first of the three.",
        "Poor old Tom Gray.",
        "Tom Gray was not an old man.",
        "Tom Gray, the boy, and an old man came in.",
        "Tom Gray was a child when the war began.",
        "It was long ago, when Tom Gray was ten.",
        "Tom Gray had been a little boy then.",
    ],
)
def test_what_is_not_said_is_not_told(text):
    """Of somebody else, once and in passing, against itself."""
    assert tell(text) == ""


@pytest.mark.parametrize(
    ("name", "age"),
    [("The old woman", "old"), ("The little girl", "child"), ("The landlord", "")],
)
def test_a_noun_tells_who_has_no_name(name, age):
    """The noun they are known by."""
    assert tell("It rained.", name, told=False) == age
