"""Speech: what is sent, and how it arrives."""

import base64
import threading

import msgspec
import pytest
from fishapi.wires import KEY, PATIENCE, Answer, say_json

from narrator.fishapi import (
    ParameterError,
    Prosody,
    ReferenceAudio,
    RequestOptions,
    ResponseError,
    TransportError,
    TTSConfig,
)

DEFAULTS = {
    "text": "Hello.",
    "chunk_length": 200,
    "format": "mp3",
    "mp3_bitrate": 128,
    "opus_bitrate": -1000,
    "references": [],
    "normalize": True,
    "latency": "balanced",
    "top_p": 0.7,
    "temperature": 0.7,
    "max_new_tokens": 1024,
    "repetition_penalty": 1.2,
    "min_chunk_length": 50,
    "condition_on_previous_chunks": True,
    "early_stop_threshold": 1.0,
}
"""What SDK 1.3.0 sends, in its order, but for the opus bitrate; nulls are left out."""


def convert(twin, wire, **said):
    """Have a text spoken, and give the fields that were sent."""
    twin.ask(wire.url, lambda client: client.tts.convert(**{"text": "Hello.", **said}))
    return msgspec.msgpack.decode(wire.last.body)


def test_the_defaults_are_those_of_the_official_sdk(twin, wire):
    """A bare text is sent as documented: every field, its type and its place."""
    fields = convert(twin, wire)
    assert list(fields.items()) == list(DEFAULTS.items())
    assert {name: type(value) for name, value in fields.items()} == {
        name: type(value) for name, value in DEFAULTS.items()
    }


def test_the_model_is_a_header(twin, wire):
    """Key, model and media type are in the headers, the rest in the body."""
    convert(twin, wire, model="s2.1-pro-free")
    assert (wire.last.method, wire.last.path) == ("POST", "/v1/tts")
    assert wire.last.headers["authorization"] == f"Bearer {KEY}"
    assert wire.last.headers["content-type"] == "application/msgpack"
    assert wire.last.headers["model"] == "s2.1-pro-free"


def test_the_default_model_is_s2_pro(twin, wire):
    """Without a model, the one of the official SDK is asked for."""
    convert(twin, wire)
    assert wire.last.headers["model"] == "s2-pro"


def test_what_a_call_says_wins_over_its_config(twin, wire):
    """A speed keeps the configuration's volume; a voice, format and latency take its place."""
    config = TTSConfig(prosody=Prosody(volume=-3), format="wav", reference_id="old")
    fields = convert(
        twin, wire, config=config, speed=1.5, reference_id="new", format="pcm", latency="low"
    )
    assert fields["prosody"] == {"speed": 1.5, "volume": -3.0}
    assert (fields["reference_id"], fields["format"], fields["latency"]) == ("new", "pcm", "low")


def test_references_are_raw_bytes(twin, wire):
    """A recording goes out as MessagePack bytes, one list for each speaker where there are more."""
    ann, ben = ReferenceAudio(b"\x00ann", "Hi."), ReferenceAudio(b"\x00ben", "Ho.")
    plain_ann, plain_ben = (
        {"audio": b"\x00ann", "text": "Hi."},
        {"audio": b"\x00ben", "text": "Ho."},
    )
    assert convert(twin, wire, references=[ann])["references"] == [plain_ann]
    fields = convert(twin, wire, references=[[ann], [ben]], reference_id=["a", "b"])
    assert fields["references"] == [[plain_ann], [plain_ben]]
    assert fields["reference_id"] == ["a", "b"]


def test_what_no_sdk_sends_is_sent_where_it_says_something(twin, wire):
    """Features, loudness and extra fields appear only if they are used; extra fields win."""
    config = TTSConfig(
        features=["quality-guard"],
        prosody=Prosody(normalize_loudness=False),
        extra={"chunk_length": 1000, "seed": None},
    )
    fields = convert(twin, wire, config=config)
    assert fields["features"] == ["quality-guard"]
    assert fields["prosody"] == {"speed": 1.0, "volume": 0.0, "normalize_loudness": False}
    assert (fields["chunk_length"], fields["seed"]) == (1000, None)


def test_json_on_request(twin, wire):
    """The same fields can be sent as JSON."""
    options = RequestOptions(encoding="json")
    twin.ask(wire.url, lambda it: it.tts.convert(text="Hello.", request_options=options))
    assert wire.last.headers["content-type"] == "application/json"
    assert msgspec.json.decode(wire.last.body) == DEFAULTS


@pytest.mark.parametrize("nested", [False, True])
def test_json_refuses_recordings(twin, wire, nested):
    """Reference audio in JSON is refused before anything is sent, with the way out."""
    one = ReferenceAudio(b"sound", "Hi.")
    options = RequestOptions(encoding="json")
    references = [[one]] if nested else [one]
    with pytest.raises(ParameterError, match="msgpack"):
        convert(twin, wire, references=references, request_options=options)
    assert wire.seen == []


def test_options_of_one_request(twin, wire):
    """Headers and query parameters can be added; the model stays what the method says."""
    options = RequestOptions(
        additional_headers={"traceparent": "00-1", "Model": "other"},
        additional_query_params={"a": "b"},
    )
    convert(twin, wire, request_options=options)
    assert wire.last.headers["traceparent"] == "00-1"
    assert wire.last.headers["model"] == "s2-pro"
    assert wire.last.params == [("a", "b")]


@pytest.mark.parametrize("model", ["s2-pro\r\nX-Evil: 1", "", " s1", "sé"])
def test_a_model_cannot_break_the_headers(twin, wire, model):
    """A name that no header can hold is refused before anything is sent."""
    with pytest.raises(ParameterError, match="model"):
        convert(twin, wire, model=model)
    assert wire.seen == []


def test_a_stream_really_streams(twin, wire):
    """The first chunk is at hand before the server has made the last."""
    heard = threading.Event()

    def speak():
        yield b"first"
        assert heard.wait(PATIENCE), "the client waits for the end"
        yield b"last"

    wire.answer = Answer(chunks=speak())
    chunks = twin.read(
        wire.url, lambda it: it.tts.stream(text="Hello."), each=lambda _: heard.set()
    )
    assert b"".join(chunks) == b"firstlast"
    assert msgspec.msgpack.decode(wire.last.body) == DEFAULTS


def test_a_stream_can_be_collected(twin, wire):
    """A stream that is collected is what convert would have given."""
    wire.answer = Answer(chunks=(b"one", b"two"))
    assert twin.collect(wire.url, lambda it: it.tts.stream(text="Hello.")) == b"onetwo"
    assert twin.ask(wire.url, lambda it: it.tts.convert(text="Hello.")) == b"onetwo"


def test_a_stream_can_be_left(twin, wire):
    """A stream that is closed early does not wait for the rest."""

    def speak():
        yield b"first"
        wire.released.wait(PATIENCE)
        yield b"last"

    wire.answer = Answer(chunks=speak())
    assert twin.leave(wire.url, lambda it: it.tts.stream(text="Hello.")) == b"first"
    assert not wire.released.is_set()


@pytest.mark.parametrize("method", ["convert", "stream", "stream_with_timestamps"])
def test_a_broken_connection_is_an_error(twin, wire, method):
    """Sound whose end is missing never looks whole."""
    kind = "text/event-stream" if "timestamps" in method else "audio/mpeg"
    wire.answer = Answer(chunks=(b"half",), headers={"Content-Type": kind}, complete=False)
    how = twin.ask if method == "convert" else twin.read
    with pytest.raises(TransportError, match="failed"):
        how(wire.url, lambda it: getattr(it.tts, method)(text="Hello."))


@pytest.mark.parametrize("method", ["convert", "stream", "stream_with_timestamps"])
def test_a_page_is_not_sound(twin, wire, method):
    """An answer of status 200 that holds a page raises, and says what to look at."""
    wire.answer = Answer(chunks=(b"<html>",), headers={"Content-Type": "text/html"})
    with pytest.raises(ResponseError, match="base URL"):
        twin.ask(wire.url, lambda it: getattr(it.tts, method)(text="Hello."))


def make_event(sound, chunk, offset, *words):
    """Make one line of the stream of events."""
    segments = [{"text": text, "start": start, "end": start + 0.25} for text, start in words]
    alignment = {"audio_duration": 1.0, "segments": segments} if words else None
    fields = {
        "audio_base64": base64.b64encode(sound).decode(),
        "content": "Grüße",
        "alignment": alignment,
        "chunk_seq": chunk,
        "chunk_audio_offset_sec": offset,
    }
    return b"data: " + msgspec.json.encode(fields) + b"\n\n"


def test_timestamps_are_snapshots(twin, wire):
    """A chunk's later alignment replaces its earlier one, and times count from the beginning."""
    events = (
        make_event(b"a", 0, 0.0, ("Grüße", 0.0)),
        make_event(b"b", 0, 0.0, ("Grüße", 0.0), ("world", 0.5)),
        make_event(b"c", 1, 1.5, ("again", 0.25)),
        make_event(b"d", 1, 1.5),
    )
    whole = b"".join(events)
    wire.answer = Answer(
        chunks=(whole[:70], whole[70:]), headers={"Content-Type": "text/event-stream"}
    )
    speech = twin.collect(wire.url, lambda it: it.tts.stream_with_timestamps(text="Hello."))
    assert speech.audio == b"abcd"
    words = [(word.text, word.start, word.end) for word in speech.words]
    assert words == [("Grüße", 0.0, 0.25), ("world", 0.5, 0.75), ("again", 1.75, 2.0)]


def test_timestamps_ask_as_speech_does(twin, wire):
    """The stream of events takes the same body and model at its own address."""
    wire.answer = Answer(
        chunks=(make_event(b"a", 0, 0.0),), headers={"Content-Type": "text/event-stream"}
    )
    (event,) = twin.read(wire.url, lambda it: it.tts.stream_with_timestamps(text="Hello."))
    assert (event.audio, event.content, event.alignment) == (b"a", "Grüße", None)
    assert wire.last.path == "/v1/tts/stream/with-timestamp"
    assert wire.last.headers["model"] == "s2-pro"
    assert msgspec.msgpack.decode(wire.last.body) == DEFAULTS


def test_large_events_are_read(twin, wire):
    """An event may hold as much sound as the server likes."""
    sound = bytes(3_000_000)
    wire.answer = Answer(
        chunks=(make_event(sound, 0, 0.0),), headers={"Content-Type": "text/event-stream"}
    )
    (event,) = twin.read(wire.url, lambda it: it.tts.stream_with_timestamps(text="Hello."))
    assert event.audio == sound


def test_an_event_without_sound_is_an_error(twin, wire):
    """What is no event of speech is told, not passed over."""
    wire.answer = Answer(
        chunks=(b'data: {"message": "no"}\n\n',), headers={"Content-Type": "text/event-stream"}
    )
    with pytest.raises(ResponseError, match="audio_base64"):
        twin.read(wire.url, lambda it: it.tts.stream_with_timestamps(text="Hello."))


def test_the_head_of_an_answer_can_be_heard(twin, wire):
    """A listener is told limits and trace of every answer, a refusal's too."""
    heard = []
    headers = {
        "ratelimit-limit-concurrency": "15",
        "ratelimit-current-concurrency": "3",
        "x-fish-trace-id": "abc",
    }
    wire.answer = Answer(headers={"Content-Type": "audio/mpeg", **headers})
    twin.read(wire.url, lambda it: it.tts.stream(text="Hello."), on_response=heard.append)
    wire.answer = say_json({"message": "no"}, 429, **headers)
    with pytest.raises(Exception, match="no"):
        twin.ask(wire.url, lambda it: it.tts.convert(text="Hi"), on_response=heard.append)
    assert [(one.status, one.concurrency_limit, one.concurrency) for one in heard] == [
        (200, 15, 3),
        (429, 15, 3),
    ]
    assert heard[0].trace_id == "abc"


def test_a_stream_knows_its_head(twin, wire):
    """A stream carries the head of its answer."""
    wire.answer = Answer(headers={"Content-Type": "audio/mpeg", "x-fish-trace-id": "abc"})
    stream = twin.ask(wire.url, lambda it: it.tts.stream(text="Hello."))
    assert (stream.info.status, stream.info.trace_id) == (200, "abc")
