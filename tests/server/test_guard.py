"""Who may come in."""

import hmac

import pytest
from starlette.datastructures import Headers
from websockets.exceptions import InvalidStatus

from narrator.errors import UsageError
from narrator.server import guard
from narrator.server.guard import is_loopback
from narrator.server.serving import check_access


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:99", "[::1]:8080", "LOCALHOST:1"])
def test_names_of_this_machine_are_let_in(server, host):
    """Whatever this machine is called by itself."""
    assert server.get("/model", host=host).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "", "[::1", "localhost.evil:80"]
)
def test_other_names_are_refused(server, host):
    """A name that somebody pointed at this machine is not one of its own."""
    answer = server.get("/v1/health", host=host)
    assert (answer.status_code, answer.json()["status"]) == (403, 403)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
def test_pages_of_other_sites_are_refused(server, origin):
    """A page that the user looks at may neither post nor open a WebSocket."""
    assert server.get("/model", origin=origin).status_code == 403
    with pytest.raises(InvalidStatus) as caught, server.connect(origin=origin):
        pass
    assert caught.value.response.status_code == 403


def test_our_own_pages_are_let_in(server):
    """A page of this server may call it; no answer lets any other page read it."""
    answer = server.get("/model", origin=server.url)
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "borne", ["", "Bearer", "Bearer wrong", "Bearer correct horse 2", "Basic correct horse"]
)
def test_a_key_is_wanted(locked, borne):
    """Without the key, or with another, nothing is said."""
    headers = {"authorization": borne} if borne else {}
    answer = locked.get("/model", **headers)
    assert (answer.status_code, answer.json()) == (401, {"status": 401, "message": "Invalid Token"})
    with pytest.raises(InvalidStatus) as caught, locked.connect(additional_headers=headers):
        pass
    assert caught.value.response.status_code == 401


def test_the_key_opens(locked):
    """With the key everything is open, under whatever name the server is reached."""
    headers = {"authorization": "Bearer correct horse"}
    assert locked.get("/model", **headers, host="narrator.example").status_code == 200
    with locked.connect(additional_headers=headers):
        pass


def test_pages_that_say_how_to_call_are_open(locked):
    """Who has no key may read how to use one."""
    assert {locked.get(path).status_code for path in guard.OPEN} == {200}


def test_the_key_is_compared_in_constant_time(monkeypatch):
    """Every key that a client bears goes through the comparison that tells nothing by its time."""
    seen = []
    compare = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: seen.append(a) or compare(a, b))
    assert not guard._has_key(Headers({"authorization": "Bearer kéy"}), "key")
    assert guard._has_key(Headers({"authorization": "bearer key"}), "key")
    assert len(seen) == 2


def test_loopback():
    """Addresses and names of this machine by itself, and none of any other."""
    assert all(map(is_loopback, ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"]))
    assert not any(map(is_loopback, ["", "0.0.0.0", "::", "192.168.1.2", "localhost.com"]))  # noqa: S104 - not bound


def test_other_addresses_want_a_key():
    """A server that others can reach does not start without a key, nor with an empty one."""
    check_access("0.0.0.0", "key")  # noqa: S104 - not bound
    check_access("localhost", None)
    for host, key in [("0.0.0.0", None), ("::", None), ("example.org", None), ("localhost", " ")]:  # noqa: S104
        with pytest.raises(UsageError):
            check_access(host, key)
