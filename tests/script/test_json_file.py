"""The script as JSON, the contract with other tools."""

import json

from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import to_json, write_script


def test_the_contract():
    """The names and shapes are those that tools rely on, and JSON can hold them."""
    text = "“A,” said Jo—quickly."
    blocks = (
        Block("paragraph", text, Place("a.md", 1, 0, len(text))),
        Block("paragraph", "—", Place("a.md", 2, 0, 1)),
    )
    metadata = Metadata("T", ("A. Person",), "en-GB", identifier="id")
    script = write_script(Manuscript(metadata, (Chapter("One", blocks, "front", 2),)))
    made = json.loads(json.dumps(to_json(script, {"Jo": "k:a"})))
    assert made == {
        "version": 1,
        "pronunciations": [],
        "passages": [],
        "metadata": {
            "title": "T",
            "authors": ["A. Person"],
            "language": "en-GB",
            "narrator": None,
            "series": None,
            "identifier": "id",
            "cover": None,
        },
        "chapters": [
            {
                "id": "1",
                "title": "One",
                "kind": "front",
                "level": 2,
                "segments": [
                    {
                        "id": "1:1",
                        "kind": "speech",
                        "speaker": "Jo",
                        "confidence": script.chapters[0].segments[0].confidence,
                        "by": "explicit",
                        "text": "“A,”",
                        "spoken": "“A,”",
                        "direction": None,
                        "pause_ms": 250,
                        "place": {"file": "a.md", "paragraph": 1, "start": 0, "end": 4},
                    },
                    {
                        "id": "1:2",
                        "kind": "narration",
                        "speaker": "narrator",
                        "confidence": 1.0,
                        "by": "narration",
                        "text": "said Jo—quickly.",
                        "spoken": "said Jo, quickly.",
                        "direction": None,
                        "pause_ms": 2000,
                        "place": {"file": "a.md", "paragraph": 1, "start": 5, "end": 21},
                    },
                ],
            }
        ],
        "skipped": [
            {
                "rule": "no-words",
                "text": "—",
                "place": {"file": "a.md", "paragraph": 2, "start": 0, "end": 1},
            }
        ],
        "speakers": [
            {"name": "Jo", "aliases": [], "segments": 1, "voice": "k:a"},
            {"name": "narrator", "aliases": [], "segments": 1, "voice": None},
        ],
    }
