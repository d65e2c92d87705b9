"""The script as Markdown: what is written, and that reading it gives the same script."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from script.strategies import manuscripts

from narrator.manuscript import read
from narrator.manuscript.markdown import read_markdown
from narrator.manuscript.model import Block, Chapter, Manuscript, Mark, Metadata, Place
from narrator.script import Pauses, to_markdown, write_script
from narrator.script.told import tell_words

NOWHERE = Place("", 0, 0, 0)


def heard(script):
    """Return all of a script that its Markdown keeps."""
    return [
        (
            chapter.title,
            chapter.kind,
            chapter.level,
            [
                replace(each, id="", place=NOWHERE, by="tag", confidence=1.0)
                for each in chapter.segments
            ],
        )
        for chapter in script.chapters
    ]


def told(script):
    """Return what a script tells of its segments' words: languages and phonemes."""
    words = tell_words(script)
    return [
        sorted(words.tags(segment)) for chapter in script.chapters for segment in chapter.segments
    ]


def reread(script, folder):
    """Return the script of the Markdown that ``script`` is written as."""
    file = folder / "script.md"
    file.write_text(to_markdown(script, voices={}), encoding="utf-8", newline="")
    return write_script(read_markdown(file))


@given(manuscript=manuscripts())
def test_reading_what_was_written_gives_the_same_script(manuscript, tmp_path_factory):
    """Every script survives its Markdown: chapters, speakers, text, spoken form, pauses."""
    script = write_script(manuscript)
    assume(script.chapters)
    again = reread(script, tmp_path_factory.mktemp("script"))
    assert heard(again) == heard(script)
    assert told(again) == told(script)
    assert again.metadata == script.metadata


@pytest.mark.parametrize("name", ["jane-austen_pride-and-prejudice", "h-g-wells_the-invisible-man"])
def test_a_novel_survives(novels, tmp_path, name):
    """A whole EPUB, written as a script and read again, sounds the same."""
    script = write_script(read(novels / f"{name}.epub"))
    assert heard(reread(script, tmp_path)) == heard(script)


def script_of(block, **options):
    """Return the script of one block."""
    return write_script(Manuscript(Metadata("T"), (Chapter("One", (block,)),)), **options)


def block_of(kind, text, *marks):
    """Return a block."""
    return Block(kind, text, Place("a.md", 1, 0, len(text)), marks)


def written(script, **options):
    """Return what stands below the chapter's title."""
    return to_markdown(script, voices={}, **options).partition("# One {.silent}\n\n")[2].rstrip()


@pytest.mark.parametrize(
    ("block", "markdown"),
    [
        (block_of("paragraph", "1. *Not* a list"), "1\\. \\*Not\\* a list"),
        (block_of("code", "a = [1]\nb = 2"), "```\na = [1]\nb = 2\n```"),
        (block_of("verse", "One,\n- two"), "One,\\\n\\- two"),
        (block_of("caption", "A lamp."), "**Narrator (caption):** A lamp."),
        (block_of("heading", "Lamps #"), "## Lamps \\#"),
        (
            block_of("paragraph", "Mr. Chol came. He sat.", Mark("say", 4, 8, "Chum")),
            "Mr. [Chol](<say:Chum>) came. He sat.",
        ),
        (
            block_of("paragraph", "“A.”“B.”", Mark("tag", 0, 0, "Al"), Mark("tag", 4, 4, "Jo")),
            "**Al:** “A.”**Jo:** “B.”",
        ),
    ],
)
def test_what_is_written(block, markdown):
    """Each kind of block has its plain form, and no sign of the text means anything."""
    assert written(script_of(block)) == markdown


def test_pauses_of_the_book_are_not_written():
    """Only a silence other than the book's usual one stands in a tag."""
    block = block_of("paragraph", "One. Two.")
    script = script_of(block, pauses=Pauses(sentence=100))
    assert written(script, pauses=Pauses(sentence=100)) == "One. Two."
    assert written(script) == "**Narrator (pause 100 ms):** One. **Narrator:** Two."


def test_the_front_matter(tmp_path):
    """Voices and the source stand in the front matter; voices are read again."""
    script = script_of(block_of("paragraph", "Words."))
    text = to_markdown(script, voices={"narrator": "k:a", "Jo: x": "b"}, source="book.epub")
    assert "\nsource: book.epub\n" in text
    file = tmp_path / "script.md"
    file.write_text(text, encoding="utf-8")
    assert read(file).voices == {"narrator": "k:a", "Jo: x": "b"}


def test_how_sure_a_speaker_is_stands_in_the_tag(tmp_path):
    """Where that is below 90 %, and reading it again takes what stands there as said."""
    script = script_of(block_of("paragraph", "“A,” said Jo. “B.”"))
    (chapter,) = script.chapters
    unsure = tuple(replace(it, confidence=0.628) if it.kind == "speech" else it
                   for it in chapter.segments)  # fmt: skip
    text = written(replace(script, chapters=(replace(chapter, segments=unsure),)))
    assert text == "**Jo (62 %):** “A,” **Narrator:** said Jo. **Jo (62 %):** “B.”"
    file = tmp_path / "script.md"
    file.write_text(f"---\nscript: 1\n---\n\n# One\n\n{text}\n", encoding="utf-8")
    again = write_script(read(file)).chapters[0].segments[1:]
    assert [(it.speaker, it.text, it.direction, it.confidence) for it in again] == [
        (it.speaker, it.text, None, 1.0) for it in unsure
    ]
