"""The commands ``inspect``, and ``build`` and ``batch`` with a profile, as they are typed."""

import json

import pytest
from planted import CLEAN, Voice, make

from narrator.cli.main import main

KIND = """
title = "MP3s"

[[rule]]
name = "kind"
any_of = ["mp3"]
mend = "Encode."

[[rule]]
name = "rate"
any_of = [{rate}]
mend = "Resample."
"""


@pytest.fixture
def mine(tmp_path):
    """Write a profile that wants MP3s of a rate."""

    def write(rate):
        path = tmp_path / "mine.toml"
        path.write_text(KIND.format(rate=rate), encoding="utf-8")
        return path

    return write


def test_a_file_that_passes(narrator, tmp_path):
    """The real program shows the figures, says what its verdict is not, and ends with 0."""
    path = make(tmp_path / "01 - One.mp3", CLEAN["acx"])
    done = narrator("inspect", path, "--profile", "acx")
    assert (done.returncode, done.stderr) == (0, "")
    assert "A technical check: no retailer's acceptance is promised." in done.stdout
    row = next(line for line in done.stdout.splitlines() if line.startswith("01 - One.mp3"))
    assert row.split()[-1] == "passes"


def test_a_folder_that_fails(capsys, tmp_path):
    """The broken rule is told with what would mend it, once for all files; exit code 6."""
    for number in (1, 2, 3):
        make(tmp_path / "book" / f"0{number}.mp3", CLEAN["acx"], voice=Voice(rms=-26))
    pictures = tmp_path / "pictures"
    said = ["inspect", tmp_path / "book", "--profile", "acx", "--pictures", pictures]
    assert main([*map(str, said)]) == 6
    shown = capsys.readouterr()
    assert shown.out.count("Master the chapter to about -20 dB RMS") == 1
    assert "2 more: the same." in shown.out
    assert "does not pass the technical check 'acx' (rms)" in shown.err
    assert len(list(pictures.glob("*.svg"))) == 3


def test_the_json_has_figures_and_rules(capsys, tmp_path):
    """One object: each file's figures, and each rule with its state."""
    path = make(tmp_path / "01.mp3", CLEAN["acx"], kilobits=128)
    assert main(["inspect", str(path), "--profile", "acx", "--json"]) == 6
    report = json.loads(capsys.readouterr().out)
    (file,) = report["files"]
    assert (report["profile"], report["passed"], file["passed"]) == ("acx", False, False)
    assert file["figures"]["bitrate"] == 128
    states = {rule["rule"]: rule["state"] for rule in file["rules"]}
    assert (states["rms"], states["bitrate"]) == ("passed", "failed")


def test_what_a_profile_does_not_deliver_is_set_aside(capsys, tmp_path, mine):
    """Of a folder with MP3s and a WAV, a profile for MP3s judges these."""
    make(tmp_path / "book" / "01.mp3", CLEAN["acx"])
    make(tmp_path / "book" / "all.wav", CLEAN["acx"], kind="wav")
    assert main(["inspect", str(tmp_path / "book"), "--profile", str(mine(44_100))]) == 0
    assert "Not looked at, being of another kind: all.wav." in capsys.readouterr().out
    assert main(["inspect", str(tmp_path / "book" / "all.wav"), "--profile", "acx"]) == 6


@pytest.mark.parametrize("name", ["gone.mp3", "empty"])
def test_nothing_to_inspect_is_a_slip(capsys, tmp_path, name):
    """A file that is not there and a folder without sound end with 2."""
    (tmp_path / "empty").mkdir()
    assert main(["inspect", str(tmp_path / name)]) == 2
    assert name in capsys.readouterr().err


def test_build_holds_what_it_made_against_a_profile(narrator, story, mine):
    """A book that does not pass is made and kept, and the exit code is 6; one that does, 0."""
    done = narrator("build", story, "--profile", mine(44_100))
    assert done.returncode == 6, done.stderr
    assert "is made and kept, and does not pass the technical check 'mine' (rate)" in done.stderr
    assert "Resample." in done.stdout
    again = narrator("build", story, "--profile", mine(24_000), "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["gate"]["passed"]


def test_build_refuses_an_unknown_profile_before_anything_is_made(narrator, story, tmp_path):
    """A slip in the profile's name costs no build."""
    done = narrator("build", story, "--profile", "acxx")
    assert done.returncode == 2
    assert "acx, apple" in done.stderr
    assert not (tmp_path / "output").exists()


def test_a_batch_reports_the_gate(narrator, story, tmp_path, mine):
    """A title has a profile of its own; the report has its verdict, and what is broken."""
    more = f"profile = '{mine(44_100).name}'\nformats = ['mp3']\n"
    rows = f"[[title]]\nmanuscript = '{story.name}'\n{more}"
    (tmp_path / "catalog.toml").write_text(rows, encoding="utf-8")
    done = narrator("batch", "catalog.toml")
    assert done.returncode == 5, done.stderr
    (title,) = json.loads((tmp_path / "output" / "batch.json").read_text("utf-8"))["titles"]
    assert title["state"] == "failed"
    assert (title["gate"]["profile"], title["gate"]["passed"]) == ("mine", False)
    assert "Resample." in title["gate"]["broken"][0]
    page = (tmp_path / "output" / "batch.html").read_text("utf-8")
    assert "mine: fails the technical check" in page
    assert (tmp_path / "output" / "the-lamp" / "01 - One.mp3").is_file()


def test_a_catalogue_with_an_unknown_profile_is_refused(narrator, story, tmp_path):
    """It is told before any title is begun, with the title's number."""
    (tmp_path / "catalog.csv").write_text(f"manuscript,profile\n{story.name},acxx\n", "utf-8")
    done = narrator("batch", "catalog.csv")
    assert done.returncode == 3
    assert "title 1" in done.stderr
    assert "acxx" in done.stderr
