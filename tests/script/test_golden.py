"""Golden scripts: a manuscript, its script as Markdown, and its segments, in one readable file.

``NARRATOR_ACCEPT=1 pytest tests/script/test_golden.py`` writes what is made now into the files.
"""

import os
import re
from pathlib import Path

import pytest

from narrator.manuscript.markdown import read_markdown
from narrator.script import DEFAULT_THRESHOLD, doubt, to_markdown, write_script

FILES = sorted((Path(__file__).parent / "golden").glob("*.md"))
ACCEPT = os.environ.get("NARRATOR_ACCEPT") == "1"  # the tests' own environment has no NARRATOR_*
FENCED = re.compile(
    r"(?<=^````)(manuscript|script|segments)\n(.*?)(?=^````$)", re.DOTALL | re.MULTILINE
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_golden_script(file, tmp_path):
    """The manuscript in the file becomes the script in the file."""
    golden = file.read_text(encoding="utf-8")
    manuscript = tmp_path / "manuscript.md"
    manuscript.write_text(dict(FENCED.findall(golden))["manuscript"], encoding="utf-8")
    script = doubt(write_script(read_markdown(manuscript)), DEFAULT_THRESHOLD)
    made = write_golden(golden, script)
    if ACCEPT:
        file.write_text(made, encoding="utf-8")
    assert made == golden


def test_there_are_golden_scripts():
    """The folder of golden scripts is found."""
    assert len(FILES) >= 3


def write_golden(golden, script):
    """Return the golden file with ``script`` in it."""
    parts = {"script": to_markdown(script, voices={}), "segments": segments_table(script)}

    def filled(found):
        return f"{found[1]}\n{parts.get(found[1], found[2])}"

    return FENCED.sub(filled, golden)


def segments_table(script):
    """Return one line for each segment: who and how, what is said, and what follows."""
    lines = []
    for chapter in script.chapters:
        lines.append(f"{chapter.id} {chapter.title} ({chapter.kind})")
        for each in chapter.segments:
            who = f"{each.speaker}, {each.kind}, {each.by}"
            lines.append(f"  {who}: {each.spoken} ~ {each.after} {each.pause_ms}")
    lines += [
        f"speaker {each.name}: {each.segments} {each.gender}".rstrip() for each in script.speakers
    ]
    return "\n".join(lines) + "\n"
