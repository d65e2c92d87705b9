"""What the head of an answer tells: account limits, how long to wait, what to quote to support."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ResponseInfo:
    """The status and headers of an answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)

    @property
    def trace_id(self) -> str | None:
        """The answer's number at Fish Audio, for their support (``x-fish-trace-id``)."""
        return self.headers.get("x-fish-trace-id")

    @property
    def concurrency_limit(self) -> int | None:
        """How many requests the account may have in progress at once."""
        return self._read_count("ratelimit-limit-concurrency")

    @property
    def concurrency(self) -> int | None:
        """How many requests the account had in progress as this answer was sent."""
        return self._read_count("ratelimit-current-concurrency")

    @property
    def error_code(self) -> str | None:
        """The API's own word for a refusal, such as ``insufficient_balance``."""
        return self.headers.get("x-fish-error-code")

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case; empty where none was sent."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def retry_after(self) -> float | None:
        """Seconds from now until the server wants to be asked again (RFC 9110, 10.2.3)."""
        said = self.headers.get("retry-after", "").strip()
        if re.fullmatch(r"[0-9]+(\.[0-9]+)?", said):
            return float(said)
        return _seconds_until(said)

    def _read_count(self, name: str) -> int | None:
        said = self.headers.get(name, "").strip()
        return int(said) if re.fullmatch("[0-9]{1,9}", said) else None


def _seconds_until(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:  # "-0000": universal time, from an unnamed place
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
