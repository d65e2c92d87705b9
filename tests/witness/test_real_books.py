"""Every word of real books: spoken, or skipped under a rule."""

from collections import Counter
from pathlib import Path

import pytest

from narrator.errors import ManuscriptError
from narrator.manuscript import Reading

SAMPLES = Path(__file__).parents[2] / "manuscripts"
OURS = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".md", ".epub"))
NOTES_SPOKEN = Reading(notes="paragraph", images="speak", tables="rows")


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_the_samples_pass(account, path):
    """The manuscripts of this repository lose nothing."""
    assert account(path).faults == ()


@pytest.mark.parametrize("shelf", ["samples", "other", "novels"])
def test_whole_books_pass(account, data, shelf):
    """Novels, textbooks, verse, right-to-left and vertical books lose no word and double none."""
    for path in sorted((data / "epub" / shelf).glob("*.epub")):
        found = account(path)
        assert found.faults == (), path.name
        assert found.words == found.spoken_words + found.skipped_words > 0


def test_markdown_books_pass(account, data):
    """A novel in one file, and a technical book in a folder of many."""
    for path in sorted((data / "markdown").iterdir()):
        assert account(path).faults == (), path.name


def test_books_pass_with_other_choices(account, data):
    """Notes that are heard elsewhere than printed, pictures and tables lose nothing either."""
    for path in sorted((data / "epub" / "samples").glob("[cgirs]*.epub")):
        assert account(path, NOTES_SPOKEN).faults == (), path.name


@pytest.mark.parametrize("shelf", ["hostile", "w3c", "epubcheck"])
def test_odd_books_pass_or_are_refused(account, data, shelf):
    """Whatever can be read of a book that is odd on purpose is accounted for."""
    outcomes = Counter()
    for path in sorted((data / "epub" / shelf).glob("*.epub")):
        try:
            found = account(path)
        except ManuscriptError:
            outcomes["refused"] += 1
            continue
        outcomes["read"] += 1
        assert found.faults == (), path.name
    assert outcomes["read"] > outcomes["refused"]
