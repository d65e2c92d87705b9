"""Fish Audio's official Python SDK, unmodified, against our server: everything it can do."""

import asyncio

import fishaudio
import pytest
from fishaudio import AsyncFishAudio, FishAudio, FlushEvent, ReferenceAudio, TTSConfig
from fishaudio.types import Prosody
from served import TWO, decode, length

WAV = TTSConfig(format="wav", sample_rate=24_000)
CLONE = ReferenceAudio(audio=b"RIFF....", text="Hello.")


@pytest.fixture(scope="module")
def fish(server):
    """The client, of our server without a key: any key will do."""
    with FishAudio(api_key="any", base_url=server.url) as client:
        yield client


@pytest.fixture(scope="module")
def stranger(locked):
    """The client of a server that wants another key."""
    with FishAudio(api_key="wrong", base_url=locked.url) as client:
        yield client


def with_client(server, talk):
    """Let a coroutine talk to the server through the asynchronous client."""

    async def run():
        async with AsyncFishAudio(api_key="any", base_url=server.url) as client:
            return await talk(client)

    return asyncio.run(run())


@pytest.mark.parametrize("form", ["mp3", "wav", "opus"])
def test_convert(fish, form):
    """A text comes back as long as it takes to say, with the SDK's own defaults."""
    assert 3 < length(fish.tts.convert(text=TWO, format=form)) < 6


def test_convert_takes_every_setting(fish):
    """Speed shortens, a voice by name is taken, and the rest of the settings is understood."""
    plain = length(fish.tts.convert(text=TWO, config=WAV))
    config = TTSConfig(
        format="wav",
        sample_rate=24_000,
        prosody=Prosody(speed=2.0, volume=-6),
        latency="normal",
        chunk_length=100,
        normalize=False,
        temperature=0.1,
        references=[],
    )
    fast = fish.tts.convert(text=TWO, config=config, reference_id="bass", model="s1")
    assert length(fast) < 0.7 * plain


def test_stream(fish):
    """The stream gives the same bytes as the whole."""
    chunks = list(fish.tts.stream(text=TWO, config=WAV))
    assert b"".join(chunks) == fish.tts.convert(text=TWO, config=WAV)


def test_websocket(fish):
    """Text in bits, with a flush between, is spoken in the order in which it came."""
    text = ["The first ", "sentence is", " here.", FlushEvent(), " The second one ", "follows it."]
    spoken = b"".join(fish.tts.stream_websocket(iter(text), config=WAV))
    assert spoken == fish.tts.convert(text=TWO, config=WAV)


def test_dialogue(fish):
    """Speaker tags choose among the voices that are listed; the bass hums below the soprano."""
    voices = {"reference_id": ["bass", "soprano"], "format": "wav"}
    with pytest.warns(UserWarning, match="serialized value"):  # the SDK's, over its own field
        low = fish.tts.convert(text="<|speaker:0|>Hello there.", **voices)
    with pytest.warns(UserWarning, match="serialized value"):
        high = fish.tts.convert(text="<|speaker:1|>Hello there.", **voices)
    assert count_crossings(low) < 0.5 * count_crossings(high)


def count_crossings(data):
    """Tell how often a sound crosses zero: twice its pitch."""
    samples, _ = decode(data)
    return int((abs(samples[1:]) > 0.01)[samples[1:] * samples[:-1] < 0].sum())


def test_voices(fish):
    """The engine's voices are listed page by page, found by what they are, and described."""
    page = fish.voices.list(page_size=3)
    assert (page.total, len(page.items)) == (8, 3)
    second = fish.voices.list(page_size=3, page_number=2, self_only=True)
    assert not {voice.id for voice in second.items} & {voice.id for voice in page.items}
    assert {voice.title for voice in fish.voices.list(tags=["male"]).items} == {
        *("baritone", "tenor", "bass", "countertenor")
    }
    assert [voice.id for voice in fish.voices.list(title="DESC", language="en").items] == [
        "descant"
    ]
    assert fish.voices.get("tenor").title == "tenor"


def test_account(fish):
    """There is credit, so that programs which look first go on."""
    assert float(fish.account.get_credits().credit) > 0
    assert fish.account.get_package().balance > 0


@pytest.mark.parametrize(
    ("error", "said", "ask"),
    [
        ("NotFoundError", "Model not found", lambda fish: fish.voices.get("nobody")),
        ("PermissionError", "belongs", lambda fish: fish.voices.update("bass", title="b")),
        ("PermissionError", "belongs", lambda fish: fish.voices.delete("bass")),
        ("APIError", "cannot clone", lambda fish: fish.voices.create(title="t", voices=[b"x"])),
        (
            "APIError",
            "Reference not found",
            lambda fish: fish.tts.convert(text="Hi.", reference_id="nobody"),
        ),
        (
            "APIError",
            "'tone' cannot clone a voice. Fish Audio's can",
            lambda fish: fish.tts.convert(text="Hi.", references=[CLONE]),
        ),
        (
            "APIError",
            "must be one of 8000, 16000",
            lambda fish: fish.tts.convert(
                text="Hi.", config=TTSConfig(format="wav", sample_rate=7000)
            ),
        ),
    ],
)
def test_errors(fish, error, said, ask):
    """What cannot be done is the SDK's own error, with our words in it."""
    with pytest.raises(getattr(fishaudio, error)) as caught:
        ask(fish)
    assert said in caught.value.message


def test_wrong_key(stranger):
    """A wrong key is the SDK's own error."""
    with pytest.raises(fishaudio.AuthenticationError, match="Invalid Token"):
        stranger.tts.convert(text="Hi.")


def test_error_on_the_websocket(fish):
    """An unknown voice ends the conversation with the SDK's own error."""
    with pytest.raises(fishaudio.WebSocketError):
        list(fish.tts.stream_websocket(iter(["Hi."]), reference_id="nobody"))


def test_async_client(server, fish):
    """The asynchronous client hears, lists and is refused as the other."""

    async def talk(client):
        stream = await client.tts.stream(text=TWO, config=WAV)
        chunks = b"".join([chunk async for chunk in stream])
        with pytest.raises(fishaudio.APIError, match="Reference not found"):
            await client.tts.convert(text="Hi.", reference_id="nobody")
        voices = await client.voices.list()
        credit = await client.account.get_credits()
        return chunks, await client.tts.convert(text=TWO, config=WAV), voices.total, credit.credit

    streamed, converted, voices, credit = with_client(server, talk)
    assert streamed == converted == fish.tts.convert(text=TWO, config=WAV)
    assert (voices, float(credit) > 0) == (8, True)


def test_async_websocket(server, fish):
    """The asynchronous client speaks while text is still being written."""

    async def write():
        for part in TWO.split(" "):
            yield part + " "

    async def talk(client):
        stream = client.tts.stream_websocket(write(), config=WAV)
        return b"".join([chunk async for chunk in stream])

    assert with_client(server, talk) == fish.tts.convert(text=TWO, config=WAV)


def test_async_websocket_error(server):
    """An error reaches the asynchronous client, in the group that it wraps it in."""

    async def write():
        yield "Hi."

    async def talk(client):
        return [c async for c in client.tts.stream_websocket(write(), reference_id="nobody")]

    with pytest.raises(ExceptionGroup) as caught:
        with_client(server, talk)
    assert caught.group_contains(fishaudio.WebSocketError)
