"""The choice between Kokoro's graphs, on the processor and on accelerators."""

import json
import os
import time

import numpy as np
import pytest
from conftest import MODELS

from narrator.engines import kokoro_choice
from narrator.engines.kokoro_choice import prepare_kokoro, time_graph
from narrator.engines.kokoro_files import find_graph
from narrator.engines.models import find_model
from narrator.errors import ModelMissingError

SOUND = np.sin(np.arange(100, dtype=np.float32))


def pretend(_, graph):
    """Stand in for the clock: what each graph takes, and the sound that it makes."""
    match graph:
        case "hangs":
            time.sleep(60)
        case "dies":
            os._exit(1)
        case "wrong":
            return 0.01, SOUND[::-1]
        case "fast":
            return 0.02, SOUND * np.float32(1.0001)
    return {"int8": 0.3, "float32": 0.2, "spectral": 0.1}[graph], SOUND


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Give the model's files, all graphs made, in a folder where nothing was chosen yet."""
    try:
        find_graph(MODELS, "spectral")
    except ModelMissingError as error:
        pytest.skip(str(error))
    for path in (MODELS / "kokoro").rglob("*.*"):
        copy = tmp_path / path.relative_to(MODELS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.name != "choice.json":
            copy.symlink_to(path)
    monkeypatch.setattr(kokoro_choice, "time_graph", pretend)
    monkeypatch.setattr(kokoro_choice, "list_accelerators", list)
    return find_model("kokoro", tmp_path)


def test_the_fastest_is_chosen_once(files):
    """The fastest graph is used; who fetches again on a busy day keeps it."""
    told = []
    prepare_kokoro(files, told.append)
    assert "uses its spectral graph" in told[-1]
    assert find_graph(files.folder.parent, "auto") == find_graph(files.folder.parent, "spectral")
    told.clear()
    prepare_kokoro(files, told.append)
    assert told == []


def test_an_older_choice_stays(files):
    """A choice made when fewer graphs were known stays; what is faster is told, once."""
    choice = files.folder / "choice.json"
    choice.write_text(json.dumps({"graph": "int8", "seconds": {"int8": 1.2, "float32": 1.4}}))
    told = []
    prepare_kokoro(files, told.append)
    assert "NARRATOR_KOKORO_GRAPH=spectral" in told[-1]
    assert find_graph(files.folder.parent, "auto").name == find_graph(MODELS, "int8").name
    told.clear()
    prepare_kokoro(files, told.append)
    assert told == []


def test_an_accelerator_takes_the_place_of_what_was_chosen(files, monkeypatch):
    """Who installs an accelerator wants it: it is used from the next fetch on, while it is here."""
    prepare_kokoro(files, [].append)
    monkeypatch.setattr(kokoro_choice, "list_accelerators", lambda: ["fast"])
    prepare_kokoro(files, [].append)
    assert find_graph(files.folder.parent, "auto").accelerator == "fast"
    monkeypatch.setattr(kokoro_choice, "list_accelerators", list)
    prepare_kokoro(files, [].append)
    assert find_graph(files.folder.parent, "auto").accelerator == ""


def test_no_accelerator_with_another_sound(files, monkeypatch):
    """One that computes wrongly is told, and not timed again until somebody asks for it."""
    monkeypatch.setattr(kokoro_choice, "list_accelerators", lambda: ["wrong"])
    told = []
    prepare_kokoro(files, told.append)
    assert "kokoro does without wrong: its sound is" in told[-2]
    assert not find_graph(files.folder.parent, "auto").accelerator
    told.clear()
    prepare_kokoro(files, told.append)
    assert told == []


def test_no_accelerator_that_fails(files, monkeypatch):
    """One that takes its process down, or hangs, is given up."""
    monkeypatch.setattr(kokoro_choice, "_PATIENCE", 3)
    monkeypatch.setattr(kokoro_choice, "list_accelerators", lambda: ["dies", "hangs"])
    told = []
    prepare_kokoro(files, told.append)
    assert [line.split(":")[0] for line in told[-3:-1]] == [
        f"kokoro does without {name}" for name in ("dies", "hangs")
    ]
    assert not find_graph(files.folder.parent, "auto").accelerator


def test_a_graph_is_timed():
    """A graph's time for the sentence comes with its sound, two seconds or more at 24 kHz."""
    try:
        spent, sound = time_graph(MODELS, "int8")
    except ModelMissingError as error:
        pytest.skip(str(error))
    assert spent > 0
    assert 48_000 < sound.size < 120_000
