"""Letters told from speech, in blocks of their own and in quotation marks."""

import pytest

from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import find_speech
from narrator.script.letters import find_letters, list_writers, says_written
from narrator.script.who.model import Member

CAST = (
    Member("Mr. Collins", gender="male"),
    Member("Lydia Bennet", ("Lydia",), "female"),
    Member("Mr. Gardiner", ("Edward Gardiner",), "male"),
)


def chapter(*texts):
    """Return a chapter: texts that begin with "> " are block quotations."""
    blocks = tuple(
        Block(
            "quote" if text.startswith("> ") else "paragraph",
            text.removeprefix("> "),
            Place("a", number, 0, len(text)),
        )
        for number, text in enumerate(texts, start=1)
    )
    return Chapter("One", blocks)


def label(*texts):
    """Return kind and speaker of each quote or letter of a chapter, in order."""
    speech = find_speech(Manuscript(Metadata("T"), (chapter(*texts),)), CAST)
    return [(it.kind, it.speaker) for _, said in sorted(speech.said.items()) for it in said]


@pytest.mark.parametrize(
    ("name", "writer"),
    [
        ("William Collins.", "Mr. Collins"),
        ("“LYDIA BENNET.”", "Lydia Bennet"),
        ("E. Gardiner", "Mr. Gardiner"),
        ("Yours ever, Lydia", "Lydia Bennet"),
        ("X. Y. Z.", "narrator"),
    ],
)
def test_a_letter_is_its_writers(name, writer):
    """Whose name is under it, in whatever form; the narrator's where that is nobody."""
    texts = ("“Read it,” said Lydia.", "> My dear Sir,", "> I come on Monday.", f"> {name}")
    assert label(*texts)[1:] == [("letter", writer)] * 3


def test_narration_names_the_writer():
    """Who wrote, or whom the letter is from; not who is written to."""
    assert list_writers("There came a letter from Mr. Collins. It was as follows:") == (
        "Mr. Collins",
    )
    assert list_writers("Then Lydia wrote thus:") == ("Lydia",)
    assert list_writers("She answered Mr. Gardiner’s long letter, and wrote as follows:") == ()


def test_a_letter_in_plain_paragraphs_has_a_greeting_and_an_end():
    """All between them is one, what it quotes too; without an end, nothing is."""
    texts = ("Dear Tom,", "He said, “Go,” and I went.", "Yours ever,", "Lydia", "It rained.")
    letters = find_letters(chapter(*texts).blocks)
    assert [(it.first, it.end, it.names[:1]) for it in letters] == [(0, 4, ("Lydia",))]
    assert find_letters(chapter("Dear Tom,", "It rained.", "“Go,” said Ann.").blocks) == ()
    assert label("“Well?” said Lydia.", *texts)[1:] == [("letter", "Lydia Bennet")] * 4


@pytest.mark.parametrize(
    "text",
    ["“Dear me!” said Lydia.", "“My dear Lydia,” said Mr. Collins, “I am yours.”", "“Dear Sir!”"],
)
def test_speech_that_calls_somebody_dear_is_speech(text):
    """It has words around it, or ends as no greeting does."""
    assert {kind for kind, _ in label(text, "“Well?” said Lydia.")} == {"speech"}


def test_quotes_that_are_written_are_letters_to_their_end():
    """What a lead or a tag says is written, over as many paragraphs as it goes on."""
    told = label(
        "Lydia took up the note, which ran thus: “Come at once.",
        "“Bring nobody.”",
        "“Shall we?” said Lydia.",
        "“I cannot,” wrote Mr. Collins.",
    )
    assert [kind for kind, _ in told] == ["letter", "letter", "speech", "letter"]
    assert told[3][1] == "Mr. Collins"


@pytest.mark.parametrize(
    "lead",
    [
        "She took up the letter and said:",
        "He put the note away.",
        "He asked for his letter:",
        "She laughed:",
        "She wrote her name in the book and looked up:",
    ],
)
def test_a_lead_to_speech_is_none_to_a_letter(lead):
    """Somebody says something, or nothing follows."""
    assert not says_written(lead)


def test_a_block_quotation_without_a_sign_of_a_letter_stays_one():
    """An inscription, a motto."""
    assert label("“Look,” said Lydia.", "> Abandon all hope.") == [("speech", "Lydia Bennet")]
