"""What the head of an answer tells."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.fishapi import ResponseInfo

FAR = "Mon, 01 Jan 2026 00:00:00 +99999999999999999999"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7.0), (" 1.5 ", 1.5), ("", None), ("soon", None), ("-3", None), (FAR, None)],
)
def test_seconds_to_wait(said, seconds):
    """A number is seconds; what is neither a number nor a date is nothing."""
    assert ResponseInfo(429, {"retry-after": said}).retry_after == seconds


@pytest.mark.parametrize(("away", "least", "most"), [(3600, 3500, 3600), (-3600, 0, 0)])
def test_a_date_to_wait_for(away, least, most):
    """A date is told as the seconds until it, and a past one as none."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=away), usegmt=True)
    assert least <= ResponseInfo(429, {"retry-after": date}).retry_after <= most


@given(st.text(max_size=30))
def test_headers_of_any_kind_are_read(said):
    """Nothing that a server writes makes reading fail."""
    names = ("retry-after", "ratelimit-limit-concurrency", "content-type")
    info = ResponseInfo(200, dict.fromkeys(names, said))
    assert info.retry_after is None or info.retry_after >= 0
    assert info.concurrency_limit is None or info.concurrency_limit >= 0
    assert info.content_type == info.content_type.lower()


def test_what_was_not_sent_is_none():
    """An answer without headers tells nothing."""
    info = ResponseInfo(200)
    assert (info.trace_id, info.concurrency_limit, info.concurrency) == (None, None, None)
    assert (info.error_code, info.retry_after, info.content_type) == (None, None, "")
