"""Corrections of who says a line, found by its words."""

import pytest

from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import write_script
from narrator.script.corrections import Correction, correct

TEXTS = ("“A storm,” said Tom.", "“No.”", "Rain fell.", "“No. Never!” said Ann.")


def script_of(*texts):
    """Return the script of a chapter of paragraphs."""
    blocks = tuple(
        Block("paragraph", text, Place("a.md", number, 0, len(text)))
        for number, text in enumerate(texts, start=1)
    )
    return write_script(Manuscript(Metadata("T"), (Chapter("One", blocks),)))


def speech(script):
    """Return who says what."""
    lines = script.chapters[0].segments
    return [(each.speaker, each.by) for each in lines if each.kind == "speech"]


@pytest.mark.parametrize(
    ("correction", "who"),
    [
        (Correction("A STORM", "Mara"), ["Mara", None, None, None]),
        (Correction("“No.”", "Mara"), [None, "Mara", "Mara", None]),
        (Correction("No.", "Mara", before="said Tom"), [None, "Mara", "Mara", None]),
        (Correction("No.", "Mara", before="Rain fell."), [None, None, "Mara", None]),
        (Correction("No. Never!", "Mara"), [None, None, "Mara", "Mara"]),
    ],
)
def test_a_correction_finds_its_lines(correction, who):
    """By letters alone, and where words are said twice, by what stands before them."""
    script = script_of(*TEXTS)
    corrected, stale = correct(script, [correction])
    expected = [
        (name, "edit") if name else found for name, found in zip(who, speech(script), strict=True)
    ]
    assert (speech(corrected), stale) == (expected, [])
    assert sum(each.segments for each in corrected.speakers) == len(script.chapters[0].segments)


def test_a_correction_of_words_that_are_gone_is_named():
    """It changes nothing, and comes back."""
    script = script_of(*TEXTS)
    gone = Correction("Rain fell.", "Mara")
    assert correct(script, [gone]) == (script, [gone])
