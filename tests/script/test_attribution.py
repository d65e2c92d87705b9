"""Attribution: who says a quote, where the paragraph says so in plain words."""

import json
import re
from collections import Counter

import pytest

from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import NARRATOR, write_script
from narrator.script.attribution import attribute, merge_names
from narrator.script.dialogue import spoken_runs


def said(text):
    """Return who says each quote of a paragraph, and what tells so."""
    return [(each.name, each.by) for each in attribute(text, spoken_runs(text))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“Yes,” said Alice.", "Alice"),
        ("“Yes,” Alice said.", "Alice"),
        ("Alice said, “Yes.”", "Alice"),
        ("Then Alice said quietly: “Yes.”", "Alice"),
        ("“No!” cried Miss Bingley impatiently.", "Miss Bingley"),
        ("“Come,” said Captain O’Brien, rising.", "Captain O’Brien"),
        ("“Tea?” asked Mrs. Long.", "Mrs. Long"),
        ("“Data,” Sherlock Holmes replied.", "Sherlock Holmes"),
        ("“Oui,” dit-on; « non », “allons,” whispered Étienne Lantier.", "Étienne Lantier"),
        ("“Off with her head!” shouted the Queen of Hearts.", "The Queen of Hearts"),
        ("“Well,” put in J. R. Hartley.", "J. R. Hartley"),
    ],
)
def test_plain_attributions(text, name):
    """A name beside a verb of saying, after the quote or before it, is the speaker."""
    assert (name, "explicit") in said(text)
    assert {who for who, _ in said(text)} <= {name}


@pytest.mark.parametrize(
    "text",
    [
        "“Yes,” said he.",
        "“Yes,” said his wife.",
        "“Yes,” said the landlord.",
        "“Yes,” I said.",
        "“Yes,” said I. Lal Chowdar left.",
        "“Yes,” said Alice’s mother.",
        "“Yes,” said Alice and Tom.",
        "“Yes, Alice,” she said.",
        "“Yes.” Then she left. Yesterday said much.",
        "The man beside Alice said, “Yes.”",
        "“Alice said so.”",
        "“Yes.” Alice said that she was tired.",
        "“Yes,” said Mr. and Mrs. Long.",
    ],
)
def test_what_is_not_sure_stays_with_the_narrator(text):
    """Pronouns, descriptions, owners, pairs and vocatives name nobody."""
    assert {name for name, _ in said(text)} == {None}


def test_a_paragraph_has_one_speaker():
    """The other quotes of a paragraph are said by the one that it names."""
    text = "“Yes,” said Alice. She rose. “I am.”"
    assert said(text) == [("Alice", "explicit"), ("Alice", "paragraph")]


def test_two_names_in_a_paragraph():
    """Where two are named, each has the quote beside the name, and the rest is unsure."""
    text = "“Yes,” said Alice. “No,” said Tom. “Oh.”"
    assert said(text) == [("Alice", "explicit"), ("Tom", "explicit"), (None, "unsure")]


def test_a_thought_is_a_thought():
    """What somebody thought is no speech."""
    (quote,) = attribute("“Odd,” thought Alice.", spoken_runs("“Odd,” thought Alice."))
    assert (quote.name, quote.kind) == ("Alice", "thought")


@pytest.mark.parametrize(
    ("names", "given", "merged"),
    [
        ({"Holmes", "Sherlock Holmes"}, (), {"Holmes": "Sherlock Holmes"}),
        ({"Holmes", "Sherlock Holmes", "Mycroft Holmes"}, (), {}),
        ({"Mr. Holmes", "Mr. Sherlock Holmes"}, (), {}),
        ({"Bennet", "Mrs. Bennet"}, (), {}),
        ({"Holmes"}, ("Sherlock Holmes",), {"Holmes": "Sherlock Holmes"}),
        ({"Sherlock Holmes"}, ("Holmes",), {}),
    ],
)
def test_one_person_under_two_names(names, given, merged):
    """A short name is a longer one that ends with it, if there is one only and no title."""
    assert merge_names(names, given) == merged


NOVELS = ["PrideAndPrejudice", "TheInvisibleMan", "DaisyMiller", "TheSignOfTheFour"]


def test_the_names_given_are_right(data):
    """On novels with gold speakers, at least 96 % of the named lines are named rightly."""
    counts = sum((measure(data / "speakers" / "pdnc", novel) for novel in NOVELS), Counter())
    assert counts["right"] / counts["named"] >= 0.96
    assert counts["named"] / counts["lines"] >= 0.28
    assert counts["named explicit"] / counts["explicit"] >= 0.85


def measure(folder, novel):
    """Count the gold lines of a novel, those that got a name, and those that got the right one."""
    text = (folder / f"{novel}.txt").read_text(encoding="utf-8")
    paragraphs = [match.span() for match in re.finditer(r"(?:.|\n(?!\n))+", text)]
    # Every character keeps its place: a line's end becomes one space.
    blocks = [
        Block("paragraph", text[start:end].replace("\n", " "), Place(novel, number, 0, end - start))
        for number, (start, end) in enumerate(paragraphs)
    ]
    script = write_script(Manuscript(Metadata(novel), (Chapter(novel, tuple(blocks)),)))
    names = {each.name: {_bare(name) for name in (each.name, *each.aliases)}
             for each in script.speakers}  # fmt: skip
    speakers = [""] * len(text)
    for segment in script.chapters[0].segments:
        if segment.speaker != NARRATOR:
            offset = paragraphs[segment.place.paragraph][0]
            start, end = offset + segment.place.start, offset + segment.place.end
            speakers[start:end] = [segment.speaker] * (end - start)
    counts = Counter()
    for line in (folder / f"{novel}.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        ((speaker, _),) = Counter(speakers[gold["start"] : gold["end"]]).most_common(1)
        right = {_bare(name) for name in (*gold["aliases"], gold["speaker"])}
        counts.update({"lines": 1, gold["type"]: 1})
        if speaker:
            counts.update({"named": 1, f"named {gold['type']}": 1})
            counts["right"] += bool(right & names[speaker])
    return counts


def _bare(name):
    return name.lower().replace(".", "").removeprefix("the ")
