"""The two clients are one: the same parts, methods, parameters and words."""

import inspect

import pytest

from narrator.fishapi import AsyncFishAudio, FishAudio

PARTS = ("tts", "asr", "voices", "account")


def list_methods(kind):
    """Give the methods of a client's parts by their names."""
    client = kind(api_key="none")
    return {
        f"{part}.{name}": getattr(type(getattr(client, part)), name)
        for part in PARTS
        for name in dir(type(getattr(client, part)))
        if not name.startswith("_")
    }


BLOCKING, AWAITED = list_methods(FishAudio), list_methods(AsyncFishAudio)


def test_they_offer_the_same_methods():
    """Everything that the issue asks for is there, twice."""
    assert set(BLOCKING) == set(AWAITED)
    assert set(BLOCKING) == {
        *(f"tts.{name}" for name in ("convert", "stream", "stream_websocket")),
        "tts.stream_with_timestamps",
        "asr.transcribe",
        *(f"voices.{name}" for name in ("list", "get", "create", "update", "delete")),
        *(f"account.{name}" for name in ("get_credits", "get_package")),
    }


@pytest.mark.parametrize("name", BLOCKING)
def test_a_method_takes_the_same_and_says_the_same(name):
    """Parameters, defaults, words and names agree."""
    one, other = BLOCKING[name], AWAITED[name]
    assert inspect.signature(one) == inspect.signature(other)
    assert inspect.getdoc(one) == inspect.getdoc(other)
    assert one.__name__ == other.__name__ == name.split(".")[1]
    assert inspect.getdoc(one)


@pytest.mark.parametrize("name", BLOCKING)
def test_only_the_second_is_awaited(name):
    """All but the live session, which is iterated over, as in the official SDK."""
    assert not inspect.iscoroutinefunction(BLOCKING[name])
    assert inspect.iscoroutinefunction(AWAITED[name]) == (name != "tts.stream_websocket")


def test_they_are_made_alike():
    """The clients take the same, by name."""
    assert inspect.signature(FishAudio) == inspect.signature(AsyncFishAudio)
    assert all(
        one.kind is one.KEYWORD_ONLY for one in inspect.signature(FishAudio).parameters.values()
    )
