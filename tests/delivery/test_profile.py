"""Profiles are data: ours are whole, and a user's own is read from a file."""

import re

import pytest
from planted import make

from narrator.delivery.figures import FIGURES, find_number
from narrator.delivery.gate import inspect_path
from narrator.delivery.judge import say_limits
from narrator.delivery.profile import FOLDER, Rule, list_profiles, read_profile
from narrator.errors import UsageError

OWN = """
title = "My shelf"

[[rule]]
name = "duration"
max = 0.05
unit = "min"
mend = "Cut it."

[[rule]]
name = "cover"
min = 100
mend = "Paint one."
advice = true
"""


@pytest.fixture
def write(tmp_path):
    """Write a profile of one's own."""

    def write(text):
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize("name", list_profiles())
def test_ours_are_whole(name):
    """Every rule can be measured and says what would mend it; every file names its source."""
    profile = read_profile(name)
    assert profile.name == name
    assert len(profile.rule) > 8
    assert all(rule.mend.endswith(".") and say_limits(rule, "") for rule in profile.rule)
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    assert re.search(r"(?m)^# (Source|For listening .* ours)", text)


def test_a_profile_of_ones_own(write, tmp_path):
    """It is named for its file; a broken rule fails, broken advice does not."""
    profile = read_profile(write(OWN))
    verdict = inspect_path(make(tmp_path / "one.mp3"), profile)
    assert profile.name == "mine"
    assert [it.rule for it in verdict.failures] == ["duration"]
    assert {it.rule: it.state for it in verdict.findings}["cover"] == "advice"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title = ", "is no profile"),
        ("title = 'x'\nrules = []", "rules"),
        ("title = 'x'\n[[rule]]\nname = 'rsm'\nmend = ''\nmax = 1", "There is rms"),
        ("title = 'x'\n[[rule]]\nname = 'rms'\nmend = ''", "no limit"),
        ("title = 'x'\n[[rule]]\nname = 'rms'\nmend = ''\nmax = 1\nunit = 'LUFS'", "in dB"),
        ("title = 'x'\n[[rule]]\nname = 'kind'\nmend = ''\npattern = '('", "no pattern"),
        ("title = 'x'\n[[rule]]\nname = 'rms'\nmend = ''\nmax = 'loud'", "rule"),
    ],
)
def test_what_is_wrong_is_told(write, text, told):
    """The message names the file and what to mend."""
    with pytest.raises(UsageError, match=told) as caught:
        read_profile(write(text))
    assert "mine.toml" in str(caught.value)


def test_an_unknown_profile_names_those_known():
    """A slip of the finger gets the name that was meant."""
    with pytest.raises(UsageError, match="Did you mean spotify"):
        read_profile("spotfy")
    with pytest.raises(UsageError, match="cannot be read"):
        read_profile("~nosuchuser/acx.toml")
    with pytest.raises(UsageError, match="cannot be read"):
        read_profile("gone.toml")


def test_every_figure_is_found_in_one_way():
    """A figure is a file's or all files'; never both, never neither."""
    assert all(bool(it.of_file) != bool(it.of_all) for it in FIGURES.values())


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("01 - One.mp3", 1),
        ("012_The end_2.mp3", 12),
        ("9780000000002_3of10.mp3", 3),
        ("9780000000002.mp3", None),
        ("Two.mp3", None),
    ],
)
def test_the_number_in_a_name(tmp_path, name, number):
    """Files are numbered in front, or as a shop numbers the parts of an ISBN."""
    assert find_number(tmp_path / name) == number


def test_limits_are_told_in_words():
    """A limit reads as one would say it."""
    rule = {"name": "rms", "mend": ""}
    assert say_limits(Rule(**rule, min=-23, max=-18), "dB") == "-23 to -18 dB"
    assert say_limits(Rule(**rule, max=-3), "dB") == "at most -3 dB"
    assert say_limits(Rule(**rule, min=2, max=2), "") == "2"
    assert say_limits(Rule(**rule, any_of=(True,)), "") == "yes"
    assert say_limits(Rule(**rule, needs=("title", "album")), "") == "title, album"
