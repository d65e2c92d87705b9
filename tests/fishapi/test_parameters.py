"""The API's parameters: checked, frozen, documented."""

import dataclasses
import inspect
import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.fishapi import ParameterError, Prosody, ReferenceAudio, TTSConfig
from narrator.fishapi.parameters import SAMPLE_RATES, list_fields

WRONG = [
    ("format", "flac"),
    ("sample_rate", 22050),
    ("mp3_bitrate", 320),
    ("opus_bitrate", 96),
    ("latency", "fast"),
    ("temperature", 1.01),
    ("temperature", -0.01),
    ("temperature", math.nan),
    ("temperature", "0.7"),
    ("top_p", 2),
    ("chunk_length", 99),
    ("chunk_length", 301),
    ("chunk_length", 200.0),
    ("chunk_length", True),
    ("min_chunk_length", 101),
    ("max_new_tokens", 0),
    ("repetition_penalty", math.inf),
    ("early_stop_threshold", 1.5),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_what_is_out_of_range_is_refused(name, value):
    """The message names the parameter and the value, and the error is a ValueError too."""
    with pytest.raises(ParameterError, match=name) as caught:
        TTSConfig(**{name: value})
    assert isinstance(caught.value, ValueError)
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize(("name", "value"), [("speed", 0.4), ("speed", 2.1), ("volume", -21)])
def test_prosody_is_checked(name, value):
    """Speed and volume keep to the API's bounds."""
    with pytest.raises(ParameterError, match=name):
        Prosody(**{name: value})


@pytest.mark.parametrize(
    ("format_", "rate"), [(name, rate) for name, rates in SAMPLE_RATES.items() for rate in rates]
)
def test_every_rate_that_the_api_makes_is_taken(format_, rate):
    """All documented pairs of format and rate can be asked for."""
    assert TTSConfig(format=format_, sample_rate=rate).sample_rate == rate


@pytest.mark.parametrize(("format_", "rate"), [("mp3", 24000), ("opus", 44100)])
def test_a_rate_belongs_to_its_format(format_, rate):
    """A rate that only another format has is refused with those that would do."""
    with pytest.raises(ParameterError, match=format_):
        TTSConfig(format=format_, sample_rate=rate)


@given(st.floats(0, 1), st.integers(100, 300), st.integers(0, 100))
def test_all_within_the_bounds_is_taken(share, chunk, least):
    """No value within the documented ranges is refused, and numbers arrive as what they are."""
    config = TTSConfig(temperature=share, top_p=share, chunk_length=chunk, min_chunk_length=least)
    fields = list_fields("x", config, nulls=False)
    assert (fields["temperature"], fields["chunk_length"]) == (share, chunk)
    assert type(fields["temperature"]) is float
    assert type(fields["chunk_length"]) is int


def test_whole_numbers_are_sent_as_the_sdk_sends_them():
    """Where the API has a number, 1 goes out as 1.0."""
    fields = list_fields("x", TTSConfig(temperature=1, prosody=Prosody(speed=2)), nulls=False)
    assert type(fields["temperature"]) is float
    assert type(fields["prosody"]["speed"]) is float


def test_a_config_is_a_value():
    """It cannot change, not even through what it was made of; it can be hashed and pickled."""
    voices, extra = ["a", "b"], {"seed": 1}
    config = TTSConfig(reference_id=voices, extra=extra, references=[[ReferenceAudio(b"x", "y")]])
    voices.append("c")
    extra["seed"] = 2
    assert config.reference_id == ("a", "b")
    assert config.extra == {"seed": 1}
    assert pickle.loads(pickle.dumps(config)) == config  # noqa: S301  our own bytes
    assert hash(config) == hash(dataclasses.replace(config))
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.format = "wav"


@pytest.mark.parametrize("audio", ["text", b"", None])
def test_a_reference_is_a_recording(audio):
    """A path or nothing at all is not taken for sound."""
    with pytest.raises(ParameterError, match="bytes"):
        ReferenceAudio(audio, "text")


@pytest.mark.parametrize("references", [[b"sound"], ["path.wav"], [[b"sound"]]])
def test_references_are_references(references):
    """Bare bytes or paths are refused, not sent as what they are not."""
    with pytest.raises(ParameterError, match="ReferenceAudio"):
        TTSConfig(references=references)


def test_a_recording_is_not_printed():
    """Megabytes of sound do not end up in a log."""
    assert "sound" not in repr(TTSConfig(references=[ReferenceAudio(b"sound", "Hi.")]))


def test_every_parameter_is_described():
    """Each field of the configuration has its words, with its default."""
    source = inspect.getsource(TTSConfig)
    for field in dataclasses.fields(TTSConfig):
        words = source.split(f"    {field.name}: ")[1].split('"""')[1]
        assert "Default" in words, field.name
