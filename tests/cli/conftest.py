"""What tests of commands share: a story, and the real program."""

import os
import subprocess
import sys

import pytest

STORY = """---
title: The Lamp
author: A. Keeper
---

# One

“Who goes there?” said Mara.

“Nobody,” said Jonas.

# Two

The lamp went round.
"""


@pytest.fixture
def story(tmp_path):
    """A short manuscript."""
    path = tmp_path / "story.md"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture
def start(tmp_path):
    """Start the real program in the test's folder, as a shell does: it leads its own group."""

    def start(*arguments, stdout=subprocess.PIPE, **environment):
        return subprocess.Popen(
            [sys.executable, "-m", "narrator", *map(str, arguments)],
            cwd=tmp_path,
            env={
                **{name: said for name, said in os.environ.items() if name != "PYTHONUNBUFFERED"},
                "NARRATOR_DATA": str(tmp_path / "data"),
                "NARRATOR_ENGINE": "tone",
                **environment,
            },
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return start


@pytest.fixture
def narrator(start):
    """Run the real program in the test's folder; everything it keeps lies there."""

    def run(*arguments, **environment):
        process = start(*arguments, **environment)
        out, err = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    return run
