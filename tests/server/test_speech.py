"""Speaking over HTTP: forms of sound, streaming, timings, what is refused."""

import base64
import io
import json
import time
import wave

import httpx
import msgpack
import numpy as np
import pytest
from odd_engine import OddEngine
from served import TWO, decode, length, running

from narrator.engines.tone import SECONDS_A_CHARACTER
from narrator.server.schema import SAMPLE_RATES

FORMS = [(form, rate) for form, rates in SAMPLE_RATES.items() for rate in (*rates, None)]


@pytest.mark.parametrize(("form", "rate"), FORMS)
def test_every_rate(server, form, rate):
    """Every format has every rate of the API's table, and its highest by itself."""
    answer = server.post(text=TWO, format=form, sample_rate=rate)
    rate = rate or SAMPLE_RATES[form][-1]
    how = {"format": "s16le", "options": {"sample_rate": str(rate)}} if form == "pcm" else {}
    samples, found = decode(answer.content, **how)
    assert (found, answer.headers["content-type"].split("/")[0]) == (rate, "audio")
    assert 3 < len(samples) / rate < 6


def test_a_streamed_wav_is_honest(server):
    """A WAV whose length nobody knew says so, and is read to its end."""
    sound = server.post(text="Hello.", format="wav", sample_rate=8000).content
    assert sound[4:8] == sound[40:44] == b"\xff\xff\xff\xff"
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (8000, 2, 1)
    assert 0.5 < length(sound) < 1.5


@pytest.mark.parametrize("bitrates", [(64, 192), (24, 64_000)])
def test_bitrates(server, bitrates):
    """A higher bitrate makes more bytes; Opus's is understood in kilobits and in bits."""
    form = "mp3" if bitrates[1] == 192 else "opus"
    low, high = (server.post(text=TWO, format=form, **{f"{form}_bitrate": b}) for b in bitrates)
    assert len(low.content) < 0.6 * len(high.content)


def measure(server, **prosody):
    """Tell the seconds and the level of what a text becomes."""
    samples, rate = decode(server.post(text=TWO, format="wav", prosody=prosody).content)
    return len(samples) / rate, np.std(samples)


def test_prosody(server):
    """Speed and volume have their effect."""
    seconds, level = measure(server)
    assert measure(server, speed=2)[0] < 0.65 * seconds
    assert measure(server, volume=-12)[1] == pytest.approx(level / 4, rel=0.05)
    assert measure(server, normalize_loudness=False)[1] != pytest.approx(level, rel=0.05)


def test_msgpack_is_as_good_as_json(server):
    """The same request in both forms gives the same sound; nulls and unknown fields do no harm."""
    body = {"text": TWO, "format": "wav", "prosody": None, "sample_rate": None, "unheard-of": 1}
    packed = httpx.post(
        f"{server.url}/v1/tts",
        content=msgpack.packb(body),
        headers={"content-type": "application/msgpack", "model": "whatever"},
    )
    assert packed.content == server.post(**body).content


def test_a_first_sentence_is_sent_while_the_second_is_spoken(waiting):
    """The first sentence can be heard before the second has been made."""
    with running(waiting) as server:
        asked = {"text": TWO, "format": "pcm", "sample_rate": 8000}
        with httpx.stream("POST", f"{server.url}/v1/tts", json=asked, timeout=20) as answer:
            chunks = answer.iter_bytes()
            first = b""
            while len(first) < 2 * 8000 * len("The first sentence is") * SECONDS_A_CHARACTER:
                first += next(chunks)
            assert waiting.begun.wait(20)
            assert not waiting.go_on.is_set()
            waiting.go_on.set()
            assert sum(map(len, chunks)) > len(first) / 2


def test_a_client_that_leaves_stops_the_work(tmp_path):
    """After a client has gone, no more than what was begun is spoken."""
    engine = OddEngine(pace=0.05, log=tmp_path / "log", workers="threads")
    with running(engine) as server:
        asked = {"text": "One more sentence of this. " * 200, "format": "pcm"}
        with httpx.stream("POST", f"{server.url}/v1/tts", json=asked) as answer:
            next(answer.iter_bytes())
        wait_until(lambda: is_quiet(engine.log))
    assert len(engine.log.read_text(encoding="utf-8").splitlines()) < 100


def is_quiet(log):
    """Tell whether nothing is written for a while in which much could be spoken."""
    before = log.read_text(encoding="utf-8")
    time.sleep(0.5)
    return log.read_text(encoding="utf-8") == before


def test_timestamps(server):
    """Events bring sound and the times of its words, which follow each other to the end."""
    answer = server.post("/v1/tts/stream/with-timestamp", text=TWO, format="wav")
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [json.loads(line[6:]) for line in answer.text.splitlines() if line]
    sound = b"".join(base64.b64decode(event["audio_base64"]) for event in events)
    assert sound == server.post(text=TWO, format="wav").content
    last = {event["chunk_seq"]: event for event in events}
    words = [word for event in last.values() for word in event["alignment"]["segments"]]
    assert [word["text"] for word in words] == TWO.replace(".", "").split()
    assert last[0]["content"] == "The first sentence is here."
    assert last[1]["chunk_audio_offset_sec"] == last[0]["alignment"]["audio_duration"]
    for event in last.values():
        times = [t for word in event["alignment"]["segments"] for t in (word["start"], word["end"])]
        assert times == sorted(times)
        assert 0.5 < times[-1] < event["alignment"]["audio_duration"]


def test_chinese_words_are_characters():
    """In a script without spaces every character has its time, and punctuation has none."""
    from narrator.server.speech import _WORD

    assert _WORD.findall("你好，world's!") == ["你", "好", "world's"]


@pytest.mark.parametrize("text", ["", "...", "* * *", "🙂", " \n "])
def test_nothing_to_say_is_a_moment_of_silence(server, text):
    """A text without words is a file that plays, not an error."""
    samples, _ = decode(server.post(text=text, format="wav").content)
    assert 0 < len(samples) < 44_100
    assert not samples.any()


def test_directions_are_not_spoken(server):
    """A program that directs the hosted models is not read its directions aloud."""
    plain = server.post(text="Come here.", format="wav").content
    assert server.post(text="[whispering] Come here. [laugh]", format="wav").content == plain


@pytest.mark.parametrize(
    ("status", "message", "body"),
    [
        (400, "missing field text", {}),
        (400, "missing field text", {"text": None}),
        (400, "prosody.speed", {"text": "a", "prosody": {"speed": 2.5}}),
        (
            400,
            "format: Input should be 'wav', 'pcm', 'mp3' or 'opus'",
            {"text": "a", "format": "x"},
        ),
        (400, "must be one of 48000", {"text": "a", "format": "opus", "sample_rate": 8000}),
        (400, "at most 100000 characters", {"text": "a" * 100_001}),
        (400, "Reference not found", {"text": "a", "reference_id": "nobody"}),
        (400, "Reference Audio is not valid", {"text": "a", "references": [{"audio": "aGk="}]}),
        (400, "lists 2 voices", {"text": "<|speaker:7|>a", "reference_id": ["alto", "bass"]}),
        (400, "in letters", {"text": "<|phoneme_start|>EH1<|phoneme_end|>"}),
        (400, "valid string", {"text": "\ud800"}),
    ],
)
def test_refusals(server, status, message, body):
    """What cannot be done is told in words, in exactly the form that all clients read."""
    answer = httpx.post(
        f"{server.url}/v1/tts",
        content=json.dumps(body),
        headers={"content-type": "application/json"},
    )
    said = answer.json()
    assert (answer.status_code, set(said), said["status"]) == (
        status,
        {"status", "message"},
        status,
    )
    assert message in said["message"]


@pytest.mark.parametrize("references", [[{}], [[{}], [{}]]])
def test_cloning_is_refused_by_name(server, references):
    """Recordings of a voice are never answered with another voice."""
    reference = {"audio": b"RIFF", "text": "Hello."}
    filled = json.loads(json.dumps(references), object_hook=lambda _: reference)
    answer = post_msgpack(server, text="Hi.", references=filled)
    assert answer.status_code == 400
    assert "'tone' cannot clone a voice. Fish Audio's can" in answer.json()["message"]


def test_a_reference_that_is_too_long_is_refused(server):
    """A recording has its limit."""
    answer = post_msgpack(server, text="Hi.", references=[{"audio": bytes(33 << 20), "text": ""}])
    assert (answer.status_code, answer.json()["message"]) == (400, "Reference audio too long")


def post_msgpack(server, **body):
    """Post MessagePack."""
    return httpx.post(
        f"{server.url}/v1/tts",
        content=msgpack.packb(body),
        headers={"content-type": "application/msgpack"},
        timeout=30,
    )


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("application/json", b"{", 400),
        ("application/json", b"[" * 100_000, 400),
        ("application/json", b'"text"', 400),
        ("application/msgpack", b"\xc1", 400),
        ("application/msgpack", b"\x91" * 5000, 400),
        ("application/msgpack", b"\xdd\xff\xff\xff\xff", 400),
        ("application/msgpack", b"", 400),
        ("text/plain", b"{}", 415),
        ("multipart/form-data", b"{}", 415),
    ],
)
def test_bodies_that_are_none(server, kind, content, status):
    """A body that cannot be read is refused."""
    answer = httpx.post(f"{server.url}/v1/tts", content=content, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["status"]) == (status, status)


@pytest.mark.parametrize(("word", "status"), [("refuse", 400), ("break", 400), ("no-credit", 503)])
def test_engines_that_fail(word, status):
    """A failure before the first byte is an answer; a later one ends the stream in the middle."""
    with running(OddEngine(workers="threads")) as server:
        assert server.post(text=f"Please {word}.").status_code == status
        with pytest.raises(httpx.RemoteProtocolError):
            server.post(text=f"All is well here. Now {word}.")


def test_a_text_that_kills_its_worker_takes_nothing_else_along():
    """The next request finds a new worker, with its model loaded."""
    with running(OddEngine()) as server:
        assert server.post(text="Now die.").status_code == 400
        assert [server.post(text="Hello.").status_code for _ in range(3)] == [200] * 3


def wait_until(holds):
    """Wait until something holds; give up after some seconds."""
    for _ in range(500):
        if holds():
            return
        time.sleep(0.02)
    assert holds()
