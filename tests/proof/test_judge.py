"""Sound judged by itself and among others of its voice, without a listener."""

import dataclasses

import numpy as np
import pytest

from narrator.audio.clip import Clip, clip_from_float
from narrator.audio.loudness import measure
from narrator.proof.finding import Finding, read_finding
from narrator.proof.following import Doubt, Followed
from narrator.proof.judge import judge
from narrator.proof.sound import examine
from narrator.proof.usual import find_usual, learn_all
from narrator.proof.words import Slip

RATE = 22_050


def make_sound(seconds, number=0, pitch=120):
    """Make a humming with overtones, and silence after it."""
    time = np.arange(round(seconds * RATE)) / RATE
    hum = sum(np.sin(2 * np.pi * pitch * n * time + number) / n for n in range(1, 40))
    faded = hum * np.minimum(1, (seconds - time) / 0.1)
    return clip_from_float(0.1 * np.concatenate([faded, np.zeros(RATE // 5)]), RATE)


def find(clip, letters):
    """Give what is found in a clip, all of whose words are heard."""
    known = measure(clip)
    return Finding("x", letters, sound=examine(clip, known.start, known.end))


@pytest.fixture(scope="module")
def usual():
    """What thirty good clips have in common."""
    return find_usual([find(make_sound(1 + n / 10, n), 15 + n) for n in range(30)])


def spoil(clip, *, first, samples):
    """Put samples into a clip, or over it."""
    return Clip(np.concatenate([clip.samples[:first], samples, clip.samples[first:]]), clip.rate)


def list_reasons(finding, usual):
    """Give what speaks against a clip, as one text."""
    return " ".join(reason.text for reason in judge(finding, usual) if reason.score >= 0.5)


def test_a_good_clip_passes(usual):
    """Nothing speaks against a clip that is like the others."""
    assert list_reasons(find(make_sound(2.05, 3), 26), usual) == ""


def test_faults_of_sound_are_found(usual):
    """Silence, noise, a cut, another length and another level are each told."""
    clip, noise = make_sound(3), np.random.default_rng(1).normal(0, 3000, RATE).astype(np.int16)
    silence = np.zeros(2 * RATE, np.int16)
    under = np.pad(noise[: RATE * 4 // 5], (RATE, len(clip.samples) - RATE - RATE * 4 // 5))
    quiet = Clip((clip.samples // 6).astype(np.int16), RATE)
    for spoilt, told in {
        spoil(clip, first=RATE, samples=silence): "of silence inside",
        spoil(clip, first=RATE, samples=noise): "noise",
        Clip(clip.samples + under, RATE): "noise",
        Clip(clip.samples[: 2 * RATE], RATE): "cut off",
        make_sound(9): "9.0 s long",
        quiet: "against its neighbours",
        Clip(np.zeros(RATE, np.int16), RATE): "silence",
    }.items():
        assert told in list_reasons(find(spoilt, 35), usual)


def test_another_voice_is_told():
    """Among many clips of a voice, one with another spectrum is found; its own are not."""
    same = [find(make_sound(1 + n / 30, n, 110 + n % 20), 15) for n in range(80)]
    usual = find_usual(same)
    other = find(make_sound(2, 0, 300), 26)
    assert "another voice" in list_reasons(other, usual)
    assert not any("another voice" in list_reasons(it, usual) for it in same)


def test_voices_with_few_clips_help_each_other():
    """How spectra vary is learnt from all voices together; each has a mean of its own."""
    chance, base = np.random.default_rng(2), find(make_sound(2), 25)

    def speak(mean):
        shape = tuple(mean + chance.normal(0, 2, 24))
        return dataclasses.replace(base, sound=dataclasses.replace(base.sound, voice=shape))

    means = {f"tone:{name}": chance.normal(0, 5, 24) for name in "abcd"}
    voices = {name: [speak(mean) for _ in range(16)] for name, mean in means.items()}
    usual = learn_all(voices)
    for name, mean in means.items():
        told = [list_reasons(speak(mean), usual[voice]) for voice in voices]
        assert ["another voice" in it for it in told] == [voice != name for voice in voices]
    assert learn_all({"tone:a": voices["tone:a"]})["tone:a"].shape is None


def test_who_says_little_is_judged_by_all():
    """Noise is none of an engine's voices; how loud and fast somebody speaks is their own."""
    many = [find(make_sound(1 + n / 10, n), 15 + n) for n in range(30)]
    clip, noise = make_sound(3), np.random.default_rng(1).normal(0, 3000, RATE).astype(np.int16)
    quiet = find(Clip((clip.samples * 0.4).astype(np.int16), RATE), 35)
    usual = learn_all({"tone:alto": many, "tone:bass": [quiet], "other:x": [quiet]})
    assert list_reasons(quiet, usual["tone:bass"]) == ""
    assert "against its neighbours" in list_reasons(quiet, usual["tone:alto"])
    noisy = find(spoil(clip, first=RATE, samples=noise), 35)
    assert "noise" in list_reasons(noisy, usual["tone:bass"])
    assert usual["other:x"] is None


def test_what_is_said_again_fails_a_line(usual):
    """A word that is much likelier said twice fails it; less will do where Whisper wrote it so."""
    good = find(make_sound(2.05, 3), 26)
    sure = Doubt("repeated", "", "lamp", 80.0)
    unsure = dataclasses.replace(sure, gain=20.0)
    heard = (Slip("repeated", "", "lamp", 4.0),)
    assert (
        list_reasons(dataclasses.replace(good, followed=Followed((sure,))), usual)
        == "repeated: 'lamp'"
    )
    assert not list_reasons(dataclasses.replace(good, followed=Followed((unsure,))), usual)
    assert list_reasons(dataclasses.replace(good, followed=Followed((unsure,)), slips=heard), usual)


def test_the_listener_is_not_believed_where_the_words_are_there(usual):
    """What Whisper did not hear was said, where it could be followed and fits."""
    slips = (Slip("other", "carriers darg", "harry your start", 7.0),)
    missed = dataclasses.replace(find(make_sound(2.05, 3), 26), slips=slips, unlikely=17.0)
    assert "harry" in list_reasons(missed, usual)
    followed = dataclasses.replace(missed, followed=Followed(fit=-3.3))
    assert not list_reasons(followed, usual)
    assert "harry" in list_reasons(dataclasses.replace(missed, followed=Followed(fit=-9.0)), usual)
    doubt = Doubt("missing", "darg", "", 40.0)
    doubted = dataclasses.replace(missed, followed=Followed((doubt,), -3.3))
    assert "harry" in list_reasons(doubted, usual)


def test_a_finding_is_read_as_it_was_written():
    """What is kept is what was found."""
    finding = dataclasses.replace(find(make_sound(1), 9), extent=(1, 2, 3, 4, 5))
    assert read_finding(finding.to_json()) == finding
    slips, doubts = (Slip("missing", "a", "", 1.0),), (Doubt("missing", "a", "", 20.0),)
    finding = dataclasses.replace(finding, slips=slips, followed=Followed(doubts, -3.0))
    assert read_finding(finding.to_json()) == finding
