"""The other commands, and what all of them share."""

import json

import pytest

from narrator.cli.main import COMMANDS, build_parser


def test_plan_spends_nothing(narrator, story, tmp_path):
    """Plan tells chapters, speakers and what is missing, and makes no clip."""
    report = json.loads(narrator("plan", story, "--json").stdout)
    assert [chapter["title"] for chapter in report["chapters"]] == ["One", "Two"]
    assert {s["name"] for s in report["speakers"]} == {"narrator", "Mara", "Jonas"}
    assert report["missing"] == report["clips"] > 0
    assert not (tmp_path / "data" / "cache").exists()
    assert "nothing has" not in narrator("plan", story).stdout


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


def test_script_as_json_is_the_contract(narrator, story):
    """The JSON has the shape that tools read: version, chapters, segments, speakers with voices."""
    script = json.loads(narrator("script", story, "--json").stdout)
    assert script["version"] == 1
    segment = script["chapters"][0]["segments"][1]
    assert (segment["kind"], segment["speaker"]) == ("speech", "Mara")
    assert set(script) == {"version", "metadata", "chapters", "skipped", "speakers"}
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
    (commands,) = [a for a in build_parser()._actions if hasattr(a, "choices") and a.choices]
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
