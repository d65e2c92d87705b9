"""OpenAI's Python client, unmodified."""

import openai
import pytest
from served import TWO, decode, length


@pytest.fixture(scope="module")
def client(server):
    """The client."""
    with openai.OpenAI(api_key="any", base_url=f"{server.url}/v1", max_retries=0) as opened:
        yield opened


@pytest.mark.parametrize("form", ["mp3", "opus", "aac", "flac", "wav", "pcm"])
def test_every_format(client, form):
    """Every format plays, PCM as 16 bits at 24,000 Hz."""
    speech = client.audio.speech.create(
        model="tts-1", voice="alloy", input=TWO, response_format=form
    )
    sound = speech.content
    assert 3 < (len(sound) / 48_000 if form == "pcm" else length(sound)) < 6


def test_streamed(client):
    """Sound comes in chunks, faster where it is asked to be."""
    asked = {"model": "gpt-4o-mini-tts", "voice": "bass", "input": TWO, "response_format": "wav"}
    streaming = client.audio.speech.with_streaming_response
    with streaming.create(**asked, speed=2.0) as response:
        sound = b"".join(response.iter_bytes())
    samples, rate = decode(sound)
    assert rate == 24_000
    assert len(samples) / rate < 3.5


def test_models(client):
    """The engine is listed as a model."""
    assert [model.id for model in client.models.list()] == ["tone"]


def test_voices(server):
    """The voices are listed as other servers of this kind list theirs."""
    voices = server.get("/v1/audio/voices").json()["voices"]
    assert {"id": "bass", "name": "bass"} in voices


def test_openai_names_are_voices_of_ours(client):
    """Two of OpenAI's names are two voices."""
    asked = {"model": "tts-1", "input": "Hello.", "response_format": "pcm"}
    one, two = (client.audio.speech.create(voice=v, **asked).content for v in ("alloy", "ash"))
    assert one != two


@pytest.mark.parametrize(
    "wrong", [{"voice": "nobody"}, {"speed": 9}, {"response_format": "mid"}, {"input": None}]
)
def test_errors(client, wrong):
    """What cannot be done is the client's own error."""
    with pytest.raises(openai.BadRequestError):
        client.audio.speech.create(
            **{"model": "tts-1", "voice": "alloy", "input": "Hello.", **wrong}
        )
