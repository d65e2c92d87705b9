"""The README's recipes, each run as it is printed."""

import os
import re
import subprocess
import sys

import numpy as np
import pytest
from conftest import ROOT
from served import length, running

from narrator.audio.codec import CODECS, encode
from narrator.engines.tone import ToneEngine


def list_recipes():
    """Give the Python blocks of the README's recipes by the first word of what stands before."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    recipes = text.partition("## Recipes")[2].partition("\n## ")[0]
    found = re.findall(
        r"^(\w+)[^\n]*(?:\n[^\n`]+)*:\n\n```python\n(.*?)```", recipes, re.MULTILINE | re.DOTALL
    )
    return dict(found)


RECIPES = list_recipes()


@pytest.fixture(scope="module")
def server():
    """Run our own server with the tone engine."""
    with running(ToneEngine()) as server:
        yield server


@pytest.fixture
def run(server, tmp_path):
    """Run a recipe in a folder of its own, against the server."""

    def run(name):
        return subprocess.run(
            [sys.executable, "-c", RECIPES[name]],
            cwd=tmp_path,
            env={**os.environ, "FISH_API_BASE_URL": server.url, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_every_recipe_is_here():
    """The recipes below are those of the README, no more and no less."""
    assert set(RECIPES) == {"Streaming", "Telephony", "Text", "Cloning", "A"}


@pytest.mark.parametrize(("name", "file"), [("Streaming", "story.mp3"), ("Text", "live.mp3")])
def test_streams_are_written(run, tmp_path, name, file):
    """What arrives piece by piece is a whole file."""
    done = run(name)
    assert done.returncode == 0, done.stderr
    assert length((tmp_path / file).read_bytes()) > 1


def test_telephony(run):
    """The sound of a telephone line is as long as the sentence takes."""
    done = run("Telephony")
    assert 1 < float(done.stdout.split()[0]) < 3


def test_cloning_is_refused_by_who_cannot(run, tmp_path):
    """A local engine says that it cannot clone, and who can."""
    noise = np.random.default_rng(1).normal(0, 3000, 240_000).astype(np.int16)
    encode([noise], 24_000, tmp_path / "mara.wav", CODECS["wav"])
    done = run("Cloning")
    assert "BadRequestError" in done.stderr
    assert "fish" in done.stderr


def test_a_batch(run):
    """Several texts at once come back without an error."""
    done = run("A")
    assert done.returncode == 0, done.stderr
