"""Voices, account and recognition: what is sent and what is read."""

from decimal import Decimal
from email import message_from_bytes

import msgspec
import pytest
from fishapi.wires import KEY, Answer, say_json

from narrator.fishapi import ParameterError, RequestOptions, ResponseError

VOICE = {
    "_id": "abc",
    "type": "tts",
    "title": "Ann",
    "description": "",
    "cover_image": None,
    "train_mode": "full",
    "state": "trained",
    "tags": ["calm"],
    "samples": [{"title": "s", "text": "Hi.", "task_id": "1", "audio": "https://x/1.mp3"}],
    "created_at": "2026-08-01T10:00:00.5Z",
    "updated_at": "2026-08-01T10:00:00Z",
    "languages": ["en"],
    "visibility": "private",
    "lock_visibility": False,
    "like_count": 1,
    "mark_count": 0,
    "shared_count": 0,
    "task_count": 7,
    "author": {"_id": "u", "nickname": "me", "avatar": ""},
    "unheard_of": {"x": 1},
}


def read_form(seen):
    """Give the parts of a multipart body: name, file name, media type, content."""
    head = f"Content-Type: {seen.headers['content-type']}\r\n\r\n".encode()
    return [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part.get_content_type() if part.get_filename() else None,
            part.get_payload(decode=True),
        )
        for part in message_from_bytes(head + seen.body).get_payload()
    ]


def test_voices_are_listed_as_documented(twin, wire):
    """The defaults of the official SDK go into the query."""
    wire.answer = say_json({"total": 1, "items": [VOICE], "has_more": False})
    page = twin.ask(wire.url, lambda it: it.voices.list())
    assert (wire.last.method, wire.last.path, wire.last.body) == ("GET", "/model", b"")
    assert wire.last.params == [
        ("page_size", "10"),
        ("page_number", "1"),
        ("self", "false"),
        ("sort_by", "task_count"),
    ]
    assert wire.last.headers["authorization"] == f"Bearer {KEY}"
    assert (page.total, [voice.id for voice in page.items]) == (1, ["abc"])


def test_a_list_of_tags_is_repeated(twin, wire):
    """Each tag and language is a parameter of its own, one or many."""
    wire.answer = say_json({"total": 0, "items": []})
    twin.ask(wire.url, lambda it: it.voices.list(tags=["a", "b"], language="en", self_only=True))
    assert wire.last.params[2:] == [
        ("tag", "a"),
        ("tag", "b"),
        ("self", "true"),
        ("language", "en"),
        ("sort_by", "task_count"),
    ]


def test_a_voice_is_read(twin, wire):
    """Nulls, unknown fields and train modes that the official SDK trips over are read."""
    wire.answer = say_json(VOICE)
    voice = twin.ask(wire.url, lambda it: it.voices.get("abc"))
    assert (wire.last.method, wire.last.path) == ("GET", "/model/abc")
    assert (voice.id, voice.cover_image, voice.train_mode, voice.tags) == (
        "abc",
        "",
        "full",
        ("calm",),
    )
    assert (voice.created_at.year, voice.author.nickname) == (2026, "me")
    assert voice.samples[0].audio == "https://x/1.mp3"


@pytest.mark.parametrize(
    ("voice_id", "path"), [("a/b?c", "/model/a%2Fb%3Fc"), ("é", "/model/%C3%A9")]
)
def test_an_id_stays_one_part_of_the_path(twin, wire, voice_id, path):
    """Whatever the id holds, it names a voice and nothing else."""
    wire.answer = say_json(VOICE)
    twin.ask(wire.url, lambda it: it.voices.get(voice_id))
    assert wire.last.path == path


@pytest.mark.parametrize("voice_id", ["", ".", ".."])
def test_an_id_that_is_a_path_is_refused(twin, wire, voice_id):
    """An id that would name another address is refused: deleting '' would be no small mistake."""
    with pytest.raises(ParameterError, match="no voice's id"):
        twin.ask(wire.url, lambda it: it.voices.delete(voice_id))
    assert wire.seen == []


def test_a_voice_is_created(twin, wire):
    """Recordings go as files, texts and tags as repeated fields, in the SDK's order."""
    wire.answer = say_json(VOICE, 201)
    voice = twin.ask(
        wire.url,
        lambda it: it.voices.create(
            title="Ann",
            voices=[b"\x00one", b"\x00two"],
            texts=["x", "y"],
            tags=["t"],
            cover_image=b"png",
        ),
    )
    octets = "application/octet-stream"
    assert voice.id == "abc"
    assert (wire.last.method, wire.last.path) == ("POST", "/model")
    assert read_form(wire.last) == [
        ("title", None, None, b"Ann"),
        ("visibility", None, None, b"private"),
        ("type", None, None, b"tts"),
        ("train_mode", None, None, b"fast"),
        ("texts", None, None, b"x"),
        ("texts", None, None, b"y"),
        ("tags", None, None, b"t"),
        ("enhance_audio_quality", None, None, b"true"),
        ("voices", "upload", octets, b"\x00one"),
        ("voices", "upload", octets, b"\x00two"),
        ("cover_image", "upload", octets, b"png"),
    ]


def test_a_voice_is_made_of_something(twin, wire):
    """Without a recording nothing is sent."""
    with pytest.raises(ParameterError, match="at least one recording"):
        twin.ask(wire.url, lambda it: it.voices.create(title="Ann", voices=[]))


def test_a_voice_is_updated(twin, wire):
    """What is given is sent as a form, with a cover image as files."""
    wire.answer = say_json({})
    twin.ask(wire.url, lambda it: it.voices.update("abc", title="Ann B", tags=["a", "b"]))
    assert (wire.last.method, wire.last.path) == ("PATCH", "/model/abc")
    assert wire.last.headers["content-type"] == "application/x-www-form-urlencoded"
    assert wire.last.body == b"title=Ann+B&tags=a&tags=b"
    twin.ask(wire.url, lambda it: it.voices.update("abc", cover_image=b"png"))
    assert read_form(wire.last) == [("cover_image", "upload", "application/octet-stream", b"png")]


def test_an_update_of_nothing_is_refused(twin, wire):
    """Tags cannot be emptied on this wire: that is told rather than passed over."""
    with pytest.raises(ParameterError, match="Nothing to change"):
        twin.ask(wire.url, lambda it: it.voices.update("abc", tags=[]))


@pytest.mark.parametrize("answer", [say_json({}), Answer(status=200, chunks=(), headers={})])
def test_a_voice_is_deleted(twin, wire, answer):
    """Deleting gives nothing, whatever the server says with its success."""
    wire.answer = answer
    assert twin.ask(wire.url, lambda it: it.voices.delete("abc")) is None
    assert (wire.last.method, wire.last.path) == ("DELETE", "/model/abc")


def test_recognition_is_asked_as_documented(twin, wire):
    """The recording is bytes in MessagePack, and no model is named."""
    wire.answer = say_json({"text": "Hi.", "duration": 2, "segments": None})
    heard = twin.ask(wire.url, lambda it: it.asr.transcribe(audio=b"\x00wav"))
    assert (wire.last.path, "model" in wire.last.headers) == ("/v1/asr", False)
    assert msgspec.msgpack.decode(wire.last.body) == {
        "audio": b"\x00wav",
        "ignore_timestamps": False,
    }
    assert (heard.text, heard.duration, heard.segments) == ("Hi.", 2.0, ())


def test_recognition_with_all_that_can_be_said(twin, wire):
    """Language and model go where they belong, and segments come back."""
    wire.answer = say_json(
        {"text": "Hi.", "duration": 2.5, "segments": [{"text": "Hi.", "start": 0, "end": 1.5}]}
    )
    heard = twin.ask(
        wire.url,
        lambda it: it.asr.transcribe(
            audio=b"wav", language="en", include_timestamps=False, model="transcribe-1"
        ),
    )
    assert msgspec.msgpack.decode(wire.last.body) == {
        "audio": b"wav",
        "ignore_timestamps": True,
        "language": "en",
    }
    assert wire.last.headers["model"] == "transcribe-1"
    assert heard.segments[0].end == 1.5


def test_a_recording_in_json_is_refused(twin, wire):
    """JSON cannot carry the recording."""
    options = RequestOptions(encoding="json")
    with pytest.raises(ParameterError, match="JSON cannot carry"):
        twin.ask(wire.url, lambda it: it.asr.transcribe(audio=b"x", request_options=options))


@pytest.mark.parametrize(("free", "params"), [(None, []), (True, [("check_free_credit", "true")])])
def test_credit_is_exact(twin, wire, free, params):
    """Money is a decimal number, as the server wrote it."""
    wire.answer = say_json({"_id": "1", "user_id": "u", "credit": "12.3400", "has_free_credit": 1})
    credit = twin.ask(wire.url, lambda it: it.account.get_credits(check_free_credit=free))
    assert (wire.last.path, wire.last.params) == ("/wallet/self/api-credit", params)
    assert (credit.credit, credit.id) == (Decimal("12.34"), "1")


def test_the_package_is_read_without_an_id(twin, wire):
    """The API's own description of a package has no id, and needs none."""
    wire.answer = say_json({"user_id": "u", "type": "free", "total": 10, "balance": 4})
    package = twin.ask(wire.url, lambda it: it.account.get_package())
    assert wire.last.path == "/wallet/self/package"
    assert (package.balance, package.finished_at) == (4, None)


@pytest.mark.parametrize("body", [b"<html>", b"\xff\xfe", b"[]", b"{}", b"[" * 100_000])
def test_an_answer_of_another_kind_is_told(twin, wire, body):
    """What cannot be read as a voice raises, and never as the library's own error."""
    wire.answer = Answer(chunks=(body,), headers={"Content-Type": "application/json"})
    with pytest.raises(ResponseError, match="read as Voice"):
        twin.ask(wire.url, lambda it: it.voices.get("abc"))
