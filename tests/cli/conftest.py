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


VARIED = """
from dataclasses import dataclass, replace

from narrator.engines.tone import ToneEngine


@dataclass(frozen=True)
class VariedEngine(ToneEngine):
    name: str = "varied"
    price: float = 1000.0

    def capabilities(self):
        return replace(super().capabilities(), varies=True, price=self.price)

    def speak(self, speech):
        if "unspeakable" in speech.text:
            raise ZeroDivisionError
        return super().speak(replace(speech, speed=1 + speech.seed % 1000 / 1000))


def make(settings):
    return VariedEngine()
"""


@pytest.fixture
def varied(tmp_path):
    """Give the environment in which an engine of a stranger's says every take otherwise.

    It hums, wants a dollar for a thousand bytes, and cannot say "unspeakable".
    """
    folder = tmp_path / "plugins"
    info = folder / "varied-1.0.dist-info"
    info.mkdir(parents=True)
    (folder / "varied.py").write_text(VARIED)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: varied\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[narrator.engines]\nvaried = varied:make\n")
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    return {"PYTHONPATH": path, "NARRATOR_ENGINE": "varied"}


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
