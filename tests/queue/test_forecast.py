"""What a plan will take, told from what was measured here."""

from dataclasses import dataclass, replace

import pytest

from narrator.engine import Capabilities
from narrator.engines.tone import ToneEngine
from narrator.manuscript import read
from narrator.queue.forecast import forecast
from narrator.queue.journal import Speed
from narrator.queue.plan import make_plan
from narrator.script import write_script


@dataclass(frozen=True)
class Crowded(ToneEngine):
    """An engine that works on some jobs side by side, and takes some more beforehand."""

    served: int | None = None
    taken: int | None = None

    def capabilities(self) -> Capabilities:
        """Tell what the engine can do."""
        return replace(super().capabilities(), served=self.served, at_once=self.taken)


@pytest.mark.parametrize(
    ("served", "taken", "hands"), [(None, None, 2), (None, 10, 10), (15, 30, 15)]
)
def test_work_is_shared_by_as_many_as_work_at_once(tmp_path, served, taken, hands):
    """The time a book takes is its work, shared by those who do it: not by those in line."""
    path = tmp_path / "book.txt"
    path.write_text("The wind went round, and nobody spoke.", encoding="utf-8")
    script, engines = write_script(read(path)), {"tone": Crowded(served=served, taken=taken)}
    voices = {"narrator": "tone:alto"}
    plan = make_plan(script, voices=voices, engines=engines, known=())
    told = forecast(
        plan,
        script,
        voices=voices,
        engines=engines,
        speed_of=lambda _: Speed(work=6.0, audio=1.0),
        workers=2,
    )
    assert told["work_seconds"] == told["characters"] * 6 / hands
    assert told["audio_seconds"] == told["characters"]
