"""English rules of shortened places: states, parts of a country, roads, floors; of editions."""

from __future__ import annotations

import re

from narrator.script.normal.rule import DIGITS, Pattern, Rule
from narrator.script.normal.words import stop_at_end

_STOP = frozenset(".")
_STATES = {
    "Ala": "Alabama", "Ariz": "Arizona", "Ark": "Arkansas", "Calif": "California",
    "Colo": "Colorado", "Conn": "Connecticut", "Fla": "Florida", "Ga": "Georgia", "Ill": "Illinois",
    "Ind": "Indiana", "Kan": "Kansas", "Kans": "Kansas", "Ky": "Kentucky", "Md": "Maryland",
    "Mass": "Massachusetts", "Mich": "Michigan", "Minn": "Minnesota", "Mont": "Montana",
    "Neb": "Nebraska", "Nebr": "Nebraska", "Nev": "Nevada", "Okla": "Oklahoma", "Ore": "Oregon",
    "Oreg": "Oregon", "Penna": "Pennsylvania", "Penn": "Pennsylvania", "Tenn": "Tennessee",
    "Tex": "Texas", "Va": "Virginia", "Vt": "Vermont", "Wash": "Washington", "Wis": "Wisconsin",
    "Wisc": "Wisconsin", "Wyo": "Wyoming", "W. Va": "West Virginia",
}  # fmt: skip
"""States after a town; those whose letters are a word too ("Miss.", "Me.") are left."""
_SIDES = {"N": "North", "S": "South", "E": "East", "W": "West"}
_SIDED = "|".join(
    str.split(
        "Korea Africa America Carolina Dakota Virginia Ireland Vietnam Wales Germany Australia Asia"
        " Sudan"
    )
)
_ROADS = {"Ln": "Lane", "Sq": "Square", "Pl": "Place"}
_NUMBERED = {"Hwy": "Highway", "Rte": "Route", "Rt": "Route", "Fl": "Floor"}
_COUNTED = {
    "pp": "pages", "vols": "volumes", "vol": "volume", "chs": "chapters", "figs": "figures",
    "eds": "editions", "pls": "plates", "bks": "books",
}  # fmt: skip
_AFTER_ORDINAL = {
    "ed": "edition", "fl": "floor", "inst": "instant", "ult": "ultimo", "prox": "proximo",
}  # fmt: skip


def _say_state(found: re.Match[str]) -> str | None:
    """Say the state behind a town: "Boston, Massachusetts"."""
    town = _TOWN.search(found.string, 0, found.start())
    return _STATES[found[1]] + stop_at_end(found) if town else None


_TOWN = re.compile(r"\b[A-Z][a-z]+, $")


PLACES = (
    Rule(
        "abbreviations",
        Pattern(rf"(?<=[a-z], )({'|'.join(_STATES)})\.(?!\w)"),
        _say_state,
        _STOP,
    ),
    Rule(
        "abbreviations",
        Pattern(
            rf"(?<![\w.])([NSEW])\."
            rf"(?= (?:(?:{_SIDED})\b|[0-9]+(?:st|nd|rd|th) (?:St|Ave|Street|Avenue)\b))"
        ),
        lambda found: _SIDES[found[1]],
        _STOP,
    ),
    Rule(
        "abbreviations",
        Pattern(r"(?<=[a-z] )(Ln|Sq|Pl)\.(?!\w)"),
        lambda found: _ROADS[found[1]] + stop_at_end(found),
        _STOP,
    ),
    Rule(
        "abbreviations",
        Pattern(r"(?<!\w)(?:(Hwy|Rte|Rt)\.?|(Fl)\.)(?= [0-9]{1,3}(?![0-9]))"),
        lambda found: _NUMBERED[found[1] or found[2]],
        DIGITS,
    ),
)

AFTER_NUMBERS = (
    Rule(
        "abbreviations",
        Pattern(rf"(?<=[0-9] )({'|'.join(_COUNTED)})\.(?!\w)"),
        lambda found: _COUNTED[found[1]] + stop_at_end(found),
        DIGITS,
    ),
    Rule(
        "abbreviations",
        Pattern(r"(?:(?<=[0-9](?:st|nd|rd|th) )|(?<=\b[23]d ))(ed|fl|Fl|inst|ult|prox)\.(?!\w)"),
        lambda found: _AFTER_ORDINAL[found[1].lower()] + stop_at_end(found),
        DIGITS,
    ),
)
"""What counts pages and volumes, and what an ordinal says of an edition, a floor, a month."""
