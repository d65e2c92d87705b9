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
    path = os.environ.get("PYTHONPATH", "")
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", program, "3"],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(program.parent), path))),
        },
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


def test_a_cluster_that_does_not_see_the_store_is_told(cluster, catalog):
    """Where clips would never arrive, nothing is made, and the option to mend it is named."""
    _, address = cluster
    done = start(catalog, "apart", "--cluster", address, "--cache", "memory://apart")
    out, err = done.communicate(timeout=120)
    assert done.returncode == 5, err
    titles = json.loads(out)["titles"]
    assert all("--cache s3://" in title["error"] for title in titles)
    assert sum(title["made"] for title in titles) == 0


def run(script, *arguments):
    """Run a script against the cluster, in a process of its own, and give its lines."""
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_clips_without_memory_fail_alone(cluster, tmp_path):
    """What a machine of the cluster has not memory enough for stops nothing else."""
    lines = [f"Line {n}." for n in range(9)]
    assert run(CREW, cluster[1], tmp_path, "starve", *lines, "starve-too") == [
        "starve starve-too",
        "9",
    ]


def test_a_text_that_kills_its_process_fails_alone(cluster, tmp_path):
    """It is tried some times, each in a new process, and given up; all others are made."""
    lines = [f"Line {n}." for n in range(9)]
    assert run(CREW, cluster[1], tmp_path, *lines, "die") == ["die", "9"]
    tried = (tmp_path / "log").read_text(encoding="utf-8").splitlines().count("die")
    assert tried == 5  # the first time with what else was in hand there


CREW = """
import sys
from pathlib import Path
from odd_engine import OddEngine
from narrator.batch.cluster import ClusterCrew, joining
from narrator.cache.store import FolderStore
from narrator.engine import Speech
from narrator.queue.job import make_job
from narrator.queue.work import Failed

folder = Path(sys.argv[2])
engine = OddEngine(log=folder / "log")
jobs = [make_job(engine, engine.identity("alto"), Speech(it, "alto", "en")) for it in sys.argv[3:]]
with joining(sys.argv[1]), ClusterCrew(engine, FolderStore(folder)) as crew:
    results = list(crew.make_clips(jobs))
print(*sorted(it.job.speech.text for it in results if isinstance(it, Failed)))
print(sum(not isinstance(it, Failed) for it in results))
"""


def test_two_engines_share_a_cluster(cluster, tmp_path):
    """Each has places while both have work, and the second need not wait for the first."""
    assert run(SHARING, cluster[1], tmp_path) == ["few many", "36 9"]


SHARING = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from odd_engine import OddEngine
from narrator.batch.cluster import ClusterCrew, joining
from narrator.cache.store import FolderStore
from narrator.engine import Speech
from narrator.queue.job import make_job

store = FolderStore(Path(sys.argv[2]))
ended = []

def make(word, count):
    engine = OddEngine(pace=0.3)
    speeches = [Speech(f"{word} line {n}.", "alto", "en") for n in range(count)]
    jobs = [make_job(engine, engine.identity("alto"), it) for it in speeches]
    with ClusterCrew(engine, store) as crew:
        made = len(list(crew.make_clips(jobs)))
    ended.append(word)
    return made

with joining(sys.argv[1]), ThreadPoolExecutor(2) as both:
    made = list(both.map(make, ("many", "few"), (36, 9)))
print(*ended)
print(*made)
"""


def test_a_clip_that_no_machine_has_room_for_is_told(cluster, tmp_path):
    """It says what a clip needs, and which option changes that, and does not wait for ever."""
    (said,) = run(TOO_LARGE, cluster[1], tmp_path)
    assert said.startswith("No machine of the cluster has room for a clip, which needs 99 process")
    assert "--job-needs" in said


TOO_LARGE = """
import sys
from pathlib import Path
from narrator.batch import places
from narrator.batch.cluster import ClusterCrew, joining
from narrator.cache.store import FolderStore
from narrator.engine import Needs, Speech
from narrator.engines.tone import ToneEngine
from narrator.errors import EngineError
from narrator.queue.job import make_job

places._PATIENCE = 3.0
engine = ToneEngine()
job = make_job(engine, engine.identity("alto"), Speech("Hello.", "alto", "en"))
store = FolderStore(Path(sys.argv[2]))
try:
    with joining(sys.argv[1]), ClusterCrew(engine, store, Needs(99)) as crew:
        list(crew.make_clips([job]))
except EngineError as error:
    print(error)
"""


def test_a_cluster_that_is_not_there_is_told(catalog):
    """An address where no cluster is has one sentence and an exit code."""
    done = start(catalog, "none", "--cluster", "127.0.0.1:1")
    _, err = done.communicate(timeout=120)
    assert done.returncode == 4, err
    assert "There is no Ray cluster at '127.0.0.1:1'" in err
    assert "Traceback" not in err
