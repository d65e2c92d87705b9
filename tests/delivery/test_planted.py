"""Planted faults: each is caught with the right rule, and clean files pass."""

import dataclasses

import pytest
from planted import CLEAN, FAULTS, make

from narrator.delivery.figures import Parcel
from narrator.delivery.gate import inspect_path
from narrator.delivery.judge import judge
from narrator.delivery.measure import measure_file
from narrator.delivery.profile import list_profiles, read_profile


def test_there_is_a_clean_file_for_every_profile():
    """No profile of ours goes untested."""
    assert set(CLEAN) == set(list_profiles())


@pytest.mark.parametrize("profile", CLEAN)
def test_a_clean_file_passes(profile, tmp_path):
    """What a profile wants can be made, and passes."""
    recipe = CLEAN[profile]
    verdict = inspect_path(
        make(tmp_path / f"01 - One.{recipe.kind}", recipe), read_profile(profile)
    )
    assert verdict.failures == ()


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_planted_fault_is_caught(fault, tmp_path):
    """The rule that is broken fails, no other does, and what would mend it is told."""
    verdict = inspect_path(fault.plant(tmp_path), read_profile(fault.profile))
    broken = {it.rule for it in verdict.failures}
    assert fault.rule in broken, verdict.findings
    assert broken <= {fault.rule, *fault.also}, verdict.failures
    assert all(it.mend for it in verdict.failures)


@pytest.mark.parametrize(("profile", "minutes"), [("acx", 121), ("apple", 1381)])
def test_a_file_that_is_too_long(tmp_path, profile, minutes):
    """What plays longer than a shop takes breaks that rule alone; a minute less is well."""
    made = measure_file(make(tmp_path / "01 - One.mp3", CLEAN[profile]))
    for less, broken in ((0, ["duration"]), (2, [])):
        frames = (minutes - less) * 60 * made.sound.rate
        sound = dataclasses.replace(made.sound, frames=frames)
        stream = dataclasses.replace(made.stream, stated=float(sound.seconds))
        file = dataclasses.replace(made, sound=sound, stream=stream)
        findings = judge(Parcel((file,)), read_profile(profile))
        assert [it.rule for it in findings if it.state == "failed"] == broken


def test_what_tags_lack_is_told(tmp_path):
    """The message names the tags that are not there, and not all that are."""
    path = make(tmp_path / "one.mp3", tags=(("TIT2", "One"),))
    (tags,) = inspect_path(path, read_profile("listen")).failures
    assert tags.tell().startswith("one.mp3: tags is without album, artist; wanted: title, album")
