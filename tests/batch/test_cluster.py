"""A batch on a real Ray cluster of several nodes, with a store on a real S3 server."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

LINES = 24
TITLES = 3


@pytest.fixture(scope="module")
def cluster():
    """Start a cluster of three nodes; give its program and its address."""
    program = Path(__file__).parent.parent / "nodes.py"
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", program, "3"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    address = next(line.strip() for line in process.stdout if ":" in line)
    yield process, address
    process.communicate("", timeout=60)


@pytest.fixture
def catalog(tmp_path):
    """Write a few books and their catalogue."""
    for number in range(TITLES):
        lines = "\n\n".join(f"Book {number}, line {n} of many." for n in range(LINES))
        (tmp_path / f"{number}.md").write_text(f"# Book {number}\n\n{lines}", encoding="utf-8")
    rows = "".join(f"{number}.md,m4b\n" for number in range(TITLES))
    (tmp_path / "catalog.csv").write_text(f"manuscript,formats\n{rows}", encoding="utf-8")
    return tmp_path / "catalog.csv"


def start(catalog, name, *options):
    """Start a batch whose data and output lie in a folder of that name."""
    folder = catalog.parent / name
    environment = {"NARRATOR_DATA": str(folder / "data"), "NARRATOR_TONE_PACE": "0.1"}
    command = [sys.executable, "-m", "narrator", "batch", catalog, "--engine", "tone", "--json"]
    return subprocess.Popen(
        [*command, "--output", folder / "output", *options],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    """Wait for a batch that must go well, and give its report."""
    out, err = process.communicate(timeout=180)
    assert process.returncode == 0, err
    return json.loads(out)


def books_of(catalog, name):
    """Give the bytes of the finished books, by name."""
    return {path.name: path.read_bytes() for path in (catalog.parent / name).rglob("*.m4b")}


def test_a_cluster_that_loses_a_node_makes_the_same_books(cluster, catalog, bucket):
    """With a node killed in the middle, the books are those of one machine, byte for byte."""
    nodes, address = cluster
    url = f"{bucket}/cluster"
    far = start(catalog, "far", "--cluster", address, "--cache", url)
    time.sleep(9)  # Ray begins its processes in that time; it need not be done
    nodes.stdin.write("kill\n")
    nodes.stdin.flush()
    near = start(catalog, "near")
    report = finish(far)
    assert (report["done"], report["failed"]) == (TITLES, 0)
    finish(near)
    made = books_of(catalog, "far")
    assert len(made) == TITLES
    assert made == books_of(catalog, "near")
    again = start(catalog, "again", "--cache", url)  # another machine, the same store
    assert sum(title["made"] for title in finish(again)["titles"]) == 0
    assert books_of(catalog, "again") == made


def test_a_cluster_that_is_not_there_is_told(catalog):
    """An address where no cluster is has one sentence and an exit code."""
    done = start(catalog, "none", "--cluster", "127.0.0.1:1")
    _, err = done.communicate(timeout=120)
    assert done.returncode == 4, err
    assert "There is no Ray cluster at '127.0.0.1:1'" in err
    assert "Traceback" not in err
