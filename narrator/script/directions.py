"""How a line is said, where the narration says it in one word: "he whispered" is whispering.

Engines that take directions are given them; the plan drops them for the others.
"""

from __future__ import annotations

DIRECTIONS = {
    verb: direction
    for direction, verbs in {
        "whispering": "whispered whispers breathed hissed flüsterte wisperte chuchota susurró"
        " прошептал прошептала шепнул шепнула sussurrò sussurrou viskade",
        "shouting": "shouted shouts roared bellowed yelled thundered bawled vociferated"
        " schrie brüllte hurla gritó крикнул крикнула закричал закричала gridò gritou ropade",
        "screaming": "screamed shrieked",
        "sobbing": "sobbed wept wailed",
        "sighing": "sighed",
        "laughing": "laughed",
        "chuckling": "chuckled giggled",
        "panting": "panted gasped",
        "groaning": "groaned moaned",
    }.items()
    for verb in verbs.split()
}
"""A verb of saying → the direction, in the words that the Fish models know."""


def direct(verb: str) -> str | None:
    """Return the direction that a verb of saying gives, None for most."""
    return DIRECTIONS.get(verb)
