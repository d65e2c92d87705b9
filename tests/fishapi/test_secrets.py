"""The key is shown nowhere: not by a repr, a log, a message or a traceback with its variables."""

import http
import logging
import traceback

import pytest
from fishapi.wires import KEY, Answer, say_json
from fishapi.wires import tell as tell_client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrator.fishapi import AsyncFishAudio, FishAudio, FishAudioError, ParameterError
from narrator.fishapi.access import make_access

letters = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=7, max_size=60)
keys = letters.map("~".__add__)  # so that no key is by chance a word that is printed anyway


@given(keys)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_printed_holds_it(key):
    """Clients, their parts and all values inside them hide the key."""
    access = make_access(key, None, 1.0, None)
    with FishAudio(api_key=key) as client:
        for value in (client, client.tts, client.voices, access, access.headers, vars(client)):
            assert key not in f"{value!r} {value!s}".replace("Authorization", "")
    assert access.redact(f"<{key}>") == "<[key]>"


@pytest.mark.parametrize("kind", [FishAudio, AsyncFishAudio])
@pytest.mark.parametrize("key", [KEY + "\nX-Evil: 1", KEY + " x", KEY + "é", "\x00" + KEY])
def test_a_key_that_cannot_be_is_refused_unseen(kind, key):
    """A key with a line break, a blank or another letter is refused without being quoted."""
    with pytest.raises(ParameterError) as caught:
        kind(api_key=key)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("kind", [FishAudio, AsyncFishAudio])
@pytest.mark.parametrize("scheme", ["https://", "ftp://", ""])
def test_a_key_in_the_address_is_refused_unseen(kind, scheme):
    """An address that holds a secret is refused without being quoted."""
    with pytest.raises(ParameterError) as caught:
        kind(api_key="x", base_url=f"{scheme}me:{KEY}@api.fish.audio")
    assert KEY not in str(caught.value)


def tell(error):
    """Give all that an error says: its text, its parts, and those of what it came from."""
    whole = "".join(traceback.format_exception(error))
    return "\n".join([whole, repr(error), str(vars(error)), repr(error.args)])


def list_variables(error):
    """Give what a report shows of the variables on the way, but for those of the test itself."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    while shown:
        yield from (str(one.locals) for one in shown.stack if "/tests/" not in one.filename)
        shown = shown.__cause__ or shown.__context__


def echo(key):
    """Make answers that hold the key, as careless servers do."""
    return [
        say_json({"message": f"Invalid token {key}"}, 401),
        say_json([{"loc": ["header", key], "msg": f"no {key}"}], 422),
        Answer(500, (f"Bearer {key}".encode(),), {"Content-Type": "text/plain"}),
        Answer(200, (key.encode(),), {"Content-Type": "audio/mpeg"}, complete=False),
    ]


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("method", ["convert", "stream"])
def test_no_error_shows_it(twin, wire, caplog, number, method):
    """Even where the server repeats the key, no error, traceback or log has it."""
    caplog.set_level(logging.DEBUG)
    wire.answer = echo(KEY)[number]
    how = twin.ask if method == "convert" or number != 3 else twin.read
    with pytest.raises(FishAudioError) as caught:
        how(wire.url, lambda it: getattr(it.tts, method)(text="Hi."))
    assert wire.last.headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in tell(caught.value)
    assert KEY not in caplog.text


@pytest.mark.parametrize("answer", [Answer(500), Answer(complete=False)])
@pytest.mark.parametrize("method", ["convert", "stream"])
def test_no_variable_shows_it(twin, wire, answer, method):
    """A report that prints the variables of every frame, the libraries' too, does not have it."""
    wire.answer = answer
    with pytest.raises(FishAudioError) as caught:
        twin.read(wire.url, lambda it: getattr(it.tts, method)(text="Hi."))
    assert list(list_variables(caught.value))
    assert KEY not in "".join(list_variables(caught.value))


@pytest.mark.parametrize("refused", [True, False])
def test_no_session_shows_it(twin, live, caplog, refused):
    """Live sessions hide it too, though their library logs every header it sends."""
    caplog.set_level(logging.DEBUG)
    if refused:
        live.refusal = lambda it: it.respond(http.HTTPStatus.FORBIDDEN, "no")
    else:
        live.play = lambda wire, socket: wire.hear(socket)
    with pytest.raises(FishAudioError) as caught:
        twin.read(live.url, lambda it: it.tts.stream_websocket(["Hi."]))
    assert live.headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in tell(caught.value)
    assert KEY not in "".join(list_variables(caught.value))
    ours = [one for one in caplog.records if not one.name.startswith("websockets.server")]
    assert KEY not in "\n".join(one.getMessage() for one in ours)


def test_no_refused_session_repeats_it(twin, live):
    """A server that repeats the key as it refuses, or as it fails, is not quoted."""
    live.refusal = lambda it: it.respond(http.HTTPStatus.FORBIDDEN, f"no {KEY}")
    with pytest.raises(FishAudioError, match="key") as caught:
        twin.read(live.url, lambda it: it.tts.stream_websocket(["Hi."]))
    assert KEY not in tell(caught.value)
    live.refusal = None
    live.play = lambda _, socket: tell_client(socket, event="error", error=f"no {KEY}")
    with pytest.raises(FishAudioError, match="key") as caught:
        twin.read(live.url, lambda it: it.tts.stream_websocket(["Hi."]))
    assert KEY not in tell(caught.value)
