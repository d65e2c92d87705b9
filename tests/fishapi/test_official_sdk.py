"""Byte for byte what the official SDK 1.3.0 sends, wherever it can say the same."""

import fishaudio
import fishaudio.types
import pytest
from fishapi.wires import KEY, PATIENCE, say_json

from narrator import fishapi

SAME = ("authorization", "content-type", "model")
VOICE = {
    "_id": "abc",
    "type": "tts",
    "title": "Ann",
    "description": "",
    "cover_image": "",
    "train_mode": "fast",
    "state": "trained",
    "tags": [],
    "samples": [],
    "created_at": "2026-08-01T10:00:00Z",
    "updated_at": "2026-08-01T10:00:00Z",
    "languages": [],
    "visibility": "private",
    "lock_visibility": False,
    "like_count": 0,
    "mark_count": 0,
    "shared_count": 0,
    "task_count": 0,
    "author": {"_id": "u", "nickname": "me", "avatar": ""},
}
MONEY = {"_id": "1", "user_id": "u", "credit": "1", "created_at": "", "updated_at": ""}
PACKAGE = {**MONEY, "type": "x", "total": 1, "balance": 1}


def theirs(url):
    """Make the official client."""
    return fishaudio.FishAudio(api_key=KEY, base_url=url, timeout=PATIENCE)


def ours(url):
    """Make our client."""
    return fishapi.FishAudio(api_key=KEY, base_url=url, timeout=PATIENCE)


def configure(package, **said):
    """Make the same configuration of either package's classes."""
    return package.TTSConfig(
        opus_bitrate=32,
        prosody=package.Prosody(speed=1.5, volume=-2),
        references=[package.ReferenceAudio(audio=b"\x00" * 300, text="Hí.")],
        **said,
    )


CONFIGS = {
    "plain": lambda package: package.TTSConfig(opus_bitrate=32),
    "rich": configure,
    "other": lambda package: configure(
        package, format="wav", sample_rate=8000, chunk_length=300, latency="normal", top_p=1
    ),
}
ANSWERED = {
    "list": (lambda it: it.voices.list(tags=["a", "b"], title="x"), {"total": 0, "items": []}),
    "get": (lambda it: it.voices.get("abc"), VOICE),
    "update": (lambda it: it.voices.update("abc", title="A b", tags=["x", "y"]), {}),
    "delete": (lambda it: it.voices.delete("abc"), {}),
    "transcribe": (
        lambda it: it.asr.transcribe(audio=b"\x00wav", language="en"),
        {"text": "", "duration": 1, "segments": []},
    ),
    "get_credits": (lambda it: it.account.get_credits(), MONEY),
    "get_package": (lambda it: it.account.get_package(), PACKAGE),
}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_speech(wire, config):
    """The body of a request for speech is the same to the byte, and so are its headers."""
    for client, package in ((theirs(wire.url), fishaudio.types), (ours(wire.url), fishapi)):
        with client:
            client.tts.convert(text="Grüße, 世界.", config=config(package), model="s1", speed=0.8)
    one, other = wire.seen
    assert one.body == other.body
    assert [one.headers[name] for name in SAME] == [other.headers[name] for name in SAME]


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_a_live_session(live, config):
    """Every message of a session is the same to the byte."""
    sessions = []
    for client, package in ((theirs(live.url), fishaudio.types), (ours(live.url), fishapi)):
        live.frames.clear()
        with client:
            texts = iter(["Hello ", package.FlushEvent(), "Grüße."])
            heard = list(client.tts.stream_websocket(texts, config=config(package)))
        sessions.append((heard, list(live.frames), live.headers["model"]))
    assert sessions[0] == sessions[1]
    assert len(sessions[0][1]) == 5


@pytest.mark.parametrize(("call", "answer"), ANSWERED.values(), ids=ANSWERED)
def test_everything_else(wire, call, answer):
    """Method, path, query, media type and body agree."""
    wire.answer = say_json(answer)
    for client in (theirs(wire.url), ours(wire.url)):
        with client:
            call(client)
    one, other = wire.seen
    assert (one.method, one.path, one.params, one.body) == (
        other.method,
        other.path,
        other.params,
        other.body,
    )
    assert one.headers.get("content-type") == other.headers.get("content-type")


def test_a_new_voice(wire):
    """The form of a new voice agrees but for its random boundary."""
    wire.answer = say_json(VOICE, 201)
    for client in (theirs(wire.url), ours(wire.url)):
        with client:
            client.voices.create(title="Ann", voices=[b"one", b"two"], texts=["x", "y"], tags=["t"])
    one, other = (
        seen.body.replace(seen.headers["content-type"].split("boundary=")[1].encode(), b"--")
        for seen in wire.seen
    )
    assert one == other
