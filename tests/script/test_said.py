"""What the rules make of a script."""

from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import write_script
from narrator.script.said import Said, list_said


def test_each_change_is_counted_under_its_rule():
    """What is said otherwise is listed by rule, with how often it is."""
    text = "Mr. Bell had 3 dogs. Mr. Bell had 3 cats."
    block = Block("paragraph", text, Place("a.md", 1, 0, len(text)))
    script = write_script(Manuscript(Metadata("T", language="en"), (Chapter("One", (block,)),)))
    ruled = {each.rule: each for each in list_said(script)}
    assert ruled["abbreviations"].changes == (Said("Mr.", "Mister", 2),)
    assert ruled["cardinals"].count == 2
