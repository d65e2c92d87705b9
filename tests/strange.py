"""Requests that nobody in their right mind sends, nearly right ones among them."""

import msgpack
from hypothesis import strategies as st

from narrator.server.schema import TTSRequest

WORDS = st.text(max_size=60)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | WORDS
    | st.binary(max_size=60)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=8,
)
SENTENCES = st.text("ab <|speaker:1>[]().!?\n\0", max_size=80)
RIGHT = {
    "format": st.sampled_from(["wav", "pcm", "mp3", "opus"]),
    "sample_rate": st.sampled_from([None, 8000, 44_100, 48_000]),
    "reference_id": st.sampled_from([None, "bass", "nobody", ["alto", "bass"], []]),
    "prosody": st.fixed_dictionaries({}, optional={"speed": st.floats(0.5, 2)}),
    "chunk_length": st.integers(100, 300),
}
GOOD = st.fixed_dictionaries({"text": SENTENCES}, optional=RIGHT)
FIELDS = st.fixed_dictionaries(
    {}, optional={name: RIGHT.get(name, VALUES) | SCALARS for name in TTSRequest.model_fields}
)
REQUESTS = GOOD | FIELDS | VALUES
"""The first kind is mostly answered with sound, the others hardly ever."""


def pack(value):
    """Write MessagePack, of text that may not be text."""
    return msgpack.packb(value, unicode_errors="surrogatepass")


BODIES = GOOD.map(pack) | REQUESTS.map(pack) | st.binary(max_size=200)
EVENTS = st.fixed_dictionaries(
    {"event": st.sampled_from(["start", "text", "flush", "stop", "finish"]) | VALUES},
    optional={"request": REQUESTS, "text": SENTENCES | SCALARS},
)
TEXTS = st.builds(lambda text: {"event": "text", "text": text}, SENTENCES)
MESSAGES = TEXTS.map(pack) | EVENTS.map(pack) | st.binary(max_size=200) | WORDS
"""What may come on a WebSocket: bytes or text."""
OPENING = pack({"event": "start", "request": {"text": "Hello.", "format": "pcm"}})
ENDING = pack({"event": "stop"})
