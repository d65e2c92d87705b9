"""People found in a text: their names, joined, and their genders."""

import pytest

from narrator.script.dialogue import spoken_runs
from narrator.script.who.model import Member, Paragraph
from narrator.script.who.names import gather_forms
from narrator.script.who.people import find_mentions, make_people


def people(*texts, roster=()):
    """Return the people of some paragraphs."""
    paragraphs = [Paragraph(text, spoken_runs(text)) for text in texts]
    return make_people(paragraphs, gather_forms(paragraphs), {}, roster)


def forms(*texts):
    """Return the forms of each person, sorted."""
    return sorted(sorted(it.forms) for it in people(*texts).members)


@pytest.mark.parametrize(
    ("names", "joined"),
    [
        ("Elizabeth Bennet|Elizabeth|Lizzy|Miss Eliza", 1),
        ("Mr. Darcy|Darcy|Fitzwilliam Darcy", 1),
        ("Mr. Bennet|Mrs. Bennet", 2),
        ("Mr. Thomas Marvel|Mr. Marvel|Marvel", 1),
        ("Mr. Knightley|Mr. John Knightley|John", 2),
        ("Charles Wilcox|Paul Wilcox|Mr. Wilcox", 3),
        ("Lady Catherine|Kitty", 2),
        ("Jonathan Small|Mr. Small", 1),
        ("Dr. Kemp|Kemp", 1),
    ],
)
def test_forms_of_one_person_are_joined(names, joined):
    """What can only be one person is one; what may be another is another."""
    texts = [f"“Yes,” said {name}. Then {name} was silent." for name in names.split("|")]
    found = forms(*texts)
    assert len(found) == joined
    assert sorted(form for person in found for form in person) == sorted(names.split("|"))


def test_places_and_words_are_nobody():
    """A capital alone makes no person."""
    texts = ["They went to Meryton. In Meryton it rained. He saw Howards End. The Tower was near."]
    assert forms(*texts) == []


def test_gender_is_only_what_is_told():
    """A title tells it, a given name, or pronouns; else nothing does."""
    found = people("“A,” said Mrs. Hay.", "“B,” said Tom.", "“C,” said Quill.",
                   "“D,” said Sil. She rose. She took her hat.")  # fmt: skip
    genders = {it.name: it.gender for it in found.members}
    assert genders == {"Mrs. Hay": "female", "Tom": "male", "Quill": "", "Sil": "female"}


def test_a_cast_says_who_is_a_woman():
    """The gender in a cast stands, whatever titles and pronouns tell."""
    roster = (Member("Gray", ("Mr. Gray",), "female"),)
    found = people("“A,” said Mr. Gray. He sat. He took his hat.", roster=roster)
    assert [it.gender for it in found.members] == ["female"]


def test_a_noun_tells_more_than_pronouns():
    """Whom a queen talks of with "he" is not she."""
    text = "The Queen was angry. He had his hat, and he kept it. He took his hat off, and he left."
    found = make_people([Paragraph(text)], {}, {"the Queen": 1})
    assert [(it.name, it.gender) for it in found.members] == [("The Queen", "female")]


def test_a_cast_takes_what_is_called_as_it_says():
    """Forms of a member are the member, and those that can only be."""
    found = people(
        "“A,” said Lizzy Hay. “B,” said Lizzy.", roster=[Member("Elizabeth", ("Lizzy",))]
    )
    assert [it.name for it in found.members] == ["Elizabeth"]
    (mention,) = find_mentions("There was Lizzy Hay.", found.by_form)
    assert mention.person == 0
