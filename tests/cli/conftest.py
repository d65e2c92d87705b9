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
def narrator(tmp_path):
    """Run the real program in the test's folder; everything it keeps lies there."""

    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "narrator", *map(str, arguments)],
            cwd=tmp_path,
            env={
                **os.environ,
                "NARRATOR_DATA": str(tmp_path / "data"),
                "NARRATOR_ENGINE": "tone",
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    return run
