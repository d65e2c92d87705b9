"""What tests of the proof share."""

from dataclasses import replace

import pytest

from narrator.manuscript import Reading, read
from narrator.script import write_script
from narrator.witness import account_for, read_source

STORY = """# One

“Who goes there?” said Mara, and it was the keeper’s lamp that shone.

“Nobody,” said Jonas.[^1] He had been nobody for years.

[^1]: Since the war.

# Two

The lamp went round, and round again. It lit the [sea](http://sea.example) for no one.

| *where* | when |
|---------|------|
| here    | now  |
"""


@pytest.fixture
def account():
    """Read a manuscript twice and account for its words."""

    def account(path, reading=None):
        script = write_script(read(path, reading or Reading()))
        return account_for(read_source(path, script), script)

    return account


@pytest.fixture(scope="session")
def story(tmp_path_factory):
    """A short manuscript."""
    path = tmp_path_factory.mktemp("story") / "story.md"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def script(story):
    """The script of the story."""
    return write_script(read(story))


@pytest.fixture(scope="session")
def source(story, script):
    """The words of the story."""
    return read_source(story, script)


def change(script, chapter, segments):
    """Give a script with other segments in one chapter."""
    chapters = list(script.chapters)
    chapters[chapter] = replace(chapters[chapter], segments=tuple(segments))
    return replace(script, chapters=tuple(chapters))


@pytest.fixture
def faults(source, script):
    """Give what the account says of a script with other segments, as (kind, words)."""

    def faults(chapter, segments):
        account = account_for(source, change(script, chapter, segments))
        return [(fault.kind, fault.words) for fault in account.faults]

    return faults
