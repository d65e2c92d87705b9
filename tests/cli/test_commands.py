"""The other commands, and what all of them share."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from narrator.cli.main import COMMANDS, build_parser


def test_plan_spends_nothing(narrator, story, tmp_path):
    """Plan tells chapters, speakers and what is missing, and makes no clip."""
    report = json.loads(narrator("plan", story, "--json").stdout)
    assert [chapter["title"] for chapter in report["chapters"]] == ["One", "Two"]
    assert {s["name"] for s in report["speakers"]} == {"narrator", "Mara", "Jonas"}
    assert report["missing"] == report["clips"] > 0
    assert not (tmp_path / "data" / "cache").exists()
    shown = narrator("plan", story).stdout
    assert "nothing to make" not in shown
    assert "no build has measured this yet" in shown


def test_plan_tells_time_that_was_measured_even_if_it_is_short(narrator, story):
    """After a build, a new line's work and sound are estimated, although the work rounds to 0."""
    narrator("build", story)
    with story.open("a", encoding="utf-8") as file:
        file.write("\n\nIt went out.\n")
    assert re.search(r"about 0:0\d of work for 0:0\d of sound", narrator("plan", story).stdout)


def test_a_reader_who_has_read_enough_ends_the_program_quietly(start):
    """``narrator voices | true`` is no error, and nothing is said about it."""
    reading, writing = os.pipe()
    os.close(reading)
    process = start("voices", stdout=writing)
    os.close(writing)
    assert process.communicate()[1] == ""
    assert process.returncode == 0


def test_output_that_cannot_be_written_is_told(start):
    """On a full disk what was printed is lost, which is the machine's error and a line."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        process = start("voices", stdout=full)
    _, err = process.communicate()
    assert (process.returncode, len(err.splitlines())) == (7, 1), err


def test_ctrl_c_at_the_start_is_no_traceback():
    """Ctrl-C while the program is still being imported ends it as it does later."""
    program = """
import signal, sys

class Press:
    def find_spec(self, name, *_):
        if name == "narrator.options":
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Press())
from narrator.cli.main import main
sys.exit(main(["voices"]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (130, 1), done.stderr


def test_say_into_a_folder_is_told(narrator, tmp_path):
    """A folder in the place of the file is named, and the next step is true for ``-o``."""
    (tmp_path / "folder.mp3").mkdir()
    done = narrator("say", "Good evening.", "-o", "folder.mp3")
    assert (done.returncode, "folder.mp3: Is a directory" in done.stderr) == (7, True), done.stderr
    assert "--output" not in done.stderr


def test_plan_after_a_build_misses_nothing(narrator, story):
    """After a build the plan says that there is nothing to make."""
    narrator("build", story)
    assert "nothing to make" in narrator("plan", story).stdout


def test_a_written_script_builds_the_same_clips(narrator, story):
    """The script that was written is a manuscript, and needs no clip that the original did not."""
    narrator("build", story)
    done = narrator("script", story, "-o", "script.md")
    assert done.returncode == 0, done.stderr
    assert json.loads(narrator("plan", "script.md", "--json").stdout)["missing"] == 0


def test_a_script_elsewhere_finds_its_source(narrator, story, tmp_path):
    """A script written into another folder names its manuscript as seen from there."""
    (tmp_path / "scripts").mkdir()
    narrator("script", story, "-o", "scripts/script.md")
    text = (tmp_path / "scripts" / "script.md").read_text(encoding="utf-8")
    assert "source: ../story.md" in text


def test_script_as_json_is_the_contract(narrator, story):
    """The JSON has the shape that tools read: version, chapters, segments, speakers with voices."""
    script = json.loads(narrator("script", story, "--json").stdout)
    assert script["version"] == 1
    segment = script["chapters"][0]["segments"][1]
    assert (segment["kind"], segment["speaker"]) == ("speech", "Mara")
    kept = {"version", "metadata", "chapters", "skipped", "speakers", "pronunciations", "passages"}
    assert set(script) == kept
    assert all(speaker["voice"].startswith("tone:") for speaker in script["speakers"])


@pytest.mark.parametrize("suffix", ["mp3", "wav", "flac", "m4a", "opus"])
def test_say_writes_what_the_suffix_names(narrator, tmp_path, suffix):
    """A text is said into every kind of file there is."""
    done = narrator("say", "Good evening.", "-o", f"hello.{suffix}")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / f"hello.{suffix}").stat().st_size > 1000


def test_say_refuses_what_it_cannot_write(narrator, tmp_path):
    """An unknown suffix is told with the known ones, before anything is said."""
    done = narrator("say", "Good evening.", "-o", "hello.xyz")
    assert (done.returncode, ".mp3" in done.stderr) == (2, True)
    assert not (tmp_path / "hello.xyz").exists()


def test_say_without_words_is_refused(narrator):
    """There is nothing to say in dots."""
    assert narrator("say", "...", "-o", "hello.wav").returncode == 2


def test_engines_and_voices_are_listed(narrator):
    """Every engine is listed with its state, and every voice with its full name."""
    engines = json.loads(narrator("engines", "--json").stdout)["engines"]
    assert [row["name"] for row in engines][:3] == ["kokoro", "piper", "tone"]
    voices = json.loads(narrator("voices", "--engine", "kokoro", "--json").stdout)["voices"]
    assert len(voices) == 54
    assert voices[0]["id"] == "kokoro:af_heart"
    assert (
        narrator("voices", "--language", "en-GB", "--engine", "kokoro").stdout.count("en-GB") == 8
    )


def test_every_command_has_help():
    """Every command tells what it is for, and every option what it does."""
    (commands,) = [
        a for a in build_parser([*COMMANDS])._actions if hasattr(a, "choices") and a.choices
    ]
    assert set(commands.choices) == set(COMMANDS)
    for command in commands.choices.values():
        assert command.description
        assert all(action.help for action in command._actions)


def test_library_says_in_two_lines(settings, tmp_path):
    """``narrator.say`` is all that a Python program needs."""
    import narrator as library

    clip = library.say("Good evening.", tmp_path / "hello.wav", settings=settings)
    assert clip.seconds > 0.5
    assert (tmp_path / "hello.wav").exists()
