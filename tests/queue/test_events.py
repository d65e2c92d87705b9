"""What happens while a book is made, as values and as JSON."""

import json
from pathlib import Path
from typing import get_args

import pytest

from narrator.queue.events import (
    BookBound,
    ChapterEncoded,
    ClipCached,
    ClipFailed,
    ClipMade,
    ClipRetried,
    Event,
    Notice,
    Planned,
    Started,
    to_json,
)

EVENTS = {
    "planned": Planned(5, 2, 3, 0.5),
    "started": Started("tone", 3),
    "clip_cached": ClipCached("v1-a", 1),
    "clip_made": ClipMade("v1-b", 2.5, 1),
    "clip_retried": ClipRetried("v1-c", 1, 0.5, "The server is busy."),
    "clip_failed": ClipFailed("v1-c", ("1:2",), "refused"),
    "chapter_encoded": ChapterEncoded(1, 2, "One"),
    "book_bound": BookBound(Path("a.m4b"), "m4b", 9.0, made=True),
    "notice": Notice("Mind the step."),
}


def test_every_kind_is_here():
    """The list above has every event that there is."""
    assert {type(event) for event in EVENTS.values()} == set(get_args(Event))


@pytest.mark.parametrize("kind", EVENTS)
def test_an_event_as_json_has_its_kind_and_fields(kind):
    """The kind is the event's name in small letters, and every field is there."""
    event = EVENTS[kind]
    told = json.loads(json.dumps(to_json(event)))
    assert told.pop("event") == kind
    assert set(told) == set(type(event).__dataclass_fields__)
