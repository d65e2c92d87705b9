"""Who speaks: people found in the text, clues in and around a line, lines weighed together.

``name_speakers`` is all of it. What it knows of how books are written stands in ``words``, what it
learned in ``weights.json``; ``docs/speakers.md`` tells from what.
"""

from narrator.script.who.decide import Named, Verdict, name_speakers
from narrator.script.who.model import Member, Paragraph

__all__ = ["Member", "Named", "Paragraph", "Verdict", "name_speakers"]
