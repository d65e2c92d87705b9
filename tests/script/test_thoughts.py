"""Thoughts told from speech, by verbs and by italics."""

import pytest

from narrator.manuscript import read
from narrator.script import find_speech


def label(tmp_path, text):
    """Return kind, speaker and words of each quote of a Markdown text."""
    path = tmp_path / "book.md"
    path.write_text(f"# One\n\n{text}\n", encoding="utf-8")
    manuscript = read(path)
    speech = find_speech(manuscript)
    return [
        (it.kind, it.speaker, manuscript.chapters[0].blocks[at].text[it.quote.start : it.quote.end])
        for (_, at), said in sorted(speech.said.items())
        for it in said
    ]


TALK = "“Well?” said Tom Hart. Tom waited. “It is late,” said Tom Hart.\n\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("*I could run,* thought Tom Hart.", "I could run,"),
        ("Tom Hart looked up. *Is it late?* he wondered.", "Is it late?"),
        ("Tom Hart thought, *I could run.*", "I could run."),
        ("*It is late,* thought Tom Hart. *I could run.*", "I could run."),
        ("Tom Hart stood by the gate. *I can't stay here.*", "I can't stay here."),
    ],
)
def test_italics_that_somebody_thinks_are_a_thought(tmp_path, text, words):
    """Beside a verb of thinking, or in the first person of the present."""
    assert label(tmp_path, TALK + text)[-1] == ("thought", "Tom Hart", words)


@pytest.mark.parametrize(
    "text",
    [
        "He read *The Times* and *I, Claudius* all day.",
        "It was *not* his, Tom thought.",
        "Tom sang. *I went to sea when I was young.*",
        "I stood by the gate. *I can't stay here.*",
        "The sign said *Keep out.*",
    ],
)
def test_other_italics_are_the_narrators(tmp_path, text):
    """Titles, stress, what is past, what a first-person narrator stresses, signs."""
    assert [kind for kind, *_ in label(tmp_path, TALK + text)] == ["speech", "speech"]


@pytest.mark.parametrize(
    "tag", ["thought Tom", "Tom told himself", "Tom asked himself", "Tom wondered"]
)
def test_what_somebody_tells_himself_is_a_thought(tmp_path, tag):
    """The verb tells, or whom he tells."""
    assert label(tmp_path, f"{TALK}“I could run,” {tag}.")[-1][0] == "thought"


def test_what_somebody_tells_another_is_speech(tmp_path):
    """The same verbs."""
    assert label(tmp_path, f"{TALK}“I could run,” Tom told Ann.")[-1][0] == "speech"
