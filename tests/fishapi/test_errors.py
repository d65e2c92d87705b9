"""Refusals: a type for each, with what the server said, however it said it."""

import copy
import pickle

import pytest
from fishapi.wires import PATIENCE, Answer, say_json

from narrator import fishapi
from narrator.fishapi import APIError, FishAudioError, ResponseInfo, WebSocketError

TYPES = {
    400: fishapi.BadRequestError,
    401: fishapi.AuthenticationError,
    402: fishapi.PaymentRequiredError,
    403: fishapi.PermissionError,
    404: fishapi.NotFoundError,
    409: APIError,
    413: fishapi.PayloadTooLargeError,
    415: APIError,
    422: fishapi.ValidationError,
    429: fishapi.RateLimitError,
    500: fishapi.ServerError,
    502: fishapi.ServerError,
    503: fishapi.ServerError,
    529: fishapi.ServerError,
}
CALLS = {
    "convert": lambda it: it.tts.convert(text="Hi."),
    "stream": lambda it: it.tts.stream(text="Hi."),
    "timestamps": lambda it: it.tts.stream_with_timestamps(text="Hi."),
    "voices": lambda it: it.voices.list(),
}
LISTED = [{"loc": ["body", "title"], "type": "missing", "msg": "Field required"}]


def refuse(twin, wire, answer, call="convert"):
    """Have a call refused, and give the error."""
    wire.answer = answer
    with pytest.raises(APIError) as caught:
        twin.ask(wire.url, CALLS[call])
    return caught.value


@pytest.mark.parametrize(("status", "kind"), TYPES.items())
def test_every_status_has_its_type(twin, wire, status, kind):
    """The type is exact, and status, message, body and headers are at hand."""
    error = refuse(
        twin, wire, say_json({"status": status, "message": "No way."}, status, trace="t")
    )
    assert type(error) is kind
    assert (error.status, error.message) == (status, "No way")
    assert '"message":"No way."' in error.body
    assert error.info.headers["trace"] == "t"
    assert str(error).startswith(f"The server answered {status}: No way.")


@pytest.mark.parametrize("call", CALLS)
def test_every_method_raises_it(twin, wire, call):
    """Streams raise as they are opened, like all other methods."""
    error = refuse(twin, wire, say_json({"message": "Invalid Token"}, 401), call)
    assert isinstance(error, fishapi.AuthenticationError)
    assert "FISH_API_KEY" in str(error)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"detail":"Not here"}', "Not here"),
        (b'{"error":"Broken"}', "Broken"),
        (b'{"statusCode":400,"message":"m","error":"e"}', "m"),
        (b"Payload too\nlarge", "Payload too large"),
        (b'"quoted"', '"quoted"'),
        (b"<html><body>cloud</body></html>", "Bad Request"),
        (b"", "Bad Request"),
        (b"{}", "Bad Request"),
        (b"[]", "Bad Request"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"[" * 100_000, "[" * 400 + "…"),
        (b"x" * 5000, "x" * 400 + "…"),
    ],
)
def test_whatever_the_body_there_is_a_message(twin, wire, body, message):
    """Objects, texts, pages, nothing and nonsense all come to one line."""
    headers = {"Content-Type": "text/plain"}
    assert refuse(twin, wire, Answer(400, (body,), headers)).message == message


@pytest.mark.parametrize("body", [LISTED, {"detail": LISTED}, {"errors": LISTED}])
def test_a_list_of_problems_is_read(twin, wire, body):
    """The API's own shape of a 422, and that of other servers, name the fields."""
    error = refuse(twin, wire, say_json(body, 422))
    assert error.problems == ("body.title: Field required",)
    assert error.message == "body.title: Field required"


def test_a_422_with_only_a_message(twin, wire):
    """Without a list, the message stands alone."""
    error = refuse(twin, wire, say_json({"message": "Bad audio"}, 422))
    assert (error.message, error.problems) == ("Bad audio", ())


def test_odd_problems_are_told_too(twin, wire):
    """Entries of a list that are no objects, or lack their parts, are not lost."""
    error = refuse(twin, wire, say_json(["plain", {"loc": "x"}, {"type": "t"}], 422))
    assert error.problems == ("plain", "x: {'loc': 'x'}", "t")


def test_too_many_requests_tell_how_long_and_how_many(twin, wire):
    """A 429 carries what a queue needs."""
    headers = {"Retry-After": "7", "ratelimit-limit-concurrency": "5"}
    error = refuse(twin, wire, say_json({"message": "slow down"}, 429, **headers))
    assert (error.retry_after, error.concurrency_limit) == (7.0, 5)


def test_too_many_requests_without_a_word(twin, wire):
    """The hosted API sends neither; then there is none."""
    error = refuse(twin, wire, say_json({"message": "slow down"}, 429))
    assert (error.retry_after, error.concurrency_limit) == (None, None)


def test_a_redirect_is_not_followed(twin, wire):
    """A server that points elsewhere is told of: the key goes nowhere else."""
    answer = Answer(307, (), {"Location": "http://127.0.0.1:9/"})
    assert refuse(twin, wire, answer).status == 307
    assert len(wire.seen) == 1


@pytest.mark.parametrize(
    "error",
    [
        fishapi.RateLimitError(429, "slow", "{}", ResponseInfo(429, {"retry-after": "1"})),
        fishapi.AuthenticationError(401, "no"),
        WebSocketError("broken", 5),
        fishapi.ParameterError("odd"),
    ],
)
def test_errors_survive_pickling(error):
    """Errors can be sent between processes and copied, with all that they hold."""
    sent = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes
    for again in (sent, copy.copy(error)):
        assert type(again) is type(error)
        assert vars(again) == vars(error)
        assert str(again) == str(error)


def test_all_errors_have_one_root():
    """Whatever is raised on purpose is a FishAudioError, and is exported."""
    public = [value for name, value in vars(fishapi).items() if name.endswith("Error")]
    assert len(public) == 16
    assert all(issubclass(error, FishAudioError) for error in public)
    assert {error.__name__ for error in public} <= set(fishapi.__all__)


def test_no_answer_in_time(twin, wire):
    """Silence for as long as the timeout allows has a type of its own."""

    def wait():
        wire.released.wait(PATIENCE)
        yield b"late"

    wire.answer = Answer(chunks=wait())
    with pytest.raises(fishapi.RequestTimeoutError, match="in time"):
        twin.ask(wire.url, lambda it: it.tts.convert(text="Hi."), timeout=0.2)


def test_a_timeout_of_one_request(twin, wire):
    """A request's own timeout wins over the client's."""

    def wait():
        wire.released.wait(PATIENCE)
        yield b"late"

    wire.answer = Answer(chunks=wait())
    options = fishapi.RequestOptions(timeout=0.2)
    with pytest.raises(fishapi.RequestTimeoutError, match="in time"):
        twin.ask(wire.url, lambda it: it.tts.convert(text="Hi.", request_options=options))


@pytest.mark.parametrize("call", CALLS)
def test_no_server(twin, call):
    """Where nobody listens, that is what is said."""
    with pytest.raises(fishapi.TransportError, match=r"127\.0\.0\.1:9 failed"):
        twin.ask("http://127.0.0.1:9", CALLS[call])
