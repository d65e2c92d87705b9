"""Adapt a manuscript: who says what, in which order, with which silence after it.

``write_script`` makes the script of a manuscript; ``cast_voices`` gives its speakers voices;
``to_markdown`` and ``to_json`` write it down.
"""

from narrator.script.cast_file import read_cast
from narrator.script.casting import Cast, cast_voices, find_voice
from narrator.script.certainty import DEFAULT_THRESHOLD, doubt, list_unsure
from narrator.script.json_file import ScriptJson, to_json
from narrator.script.markdown import to_markdown
from narrator.script.model import NARRATOR, Script, ScriptChapter, Segment, Speaker
from narrator.script.pauses import DEFAULT_PAUSES, Pauses
from narrator.script.segments import split_text
from narrator.script.speakers import describe_speakers
from narrator.script.speech import find_speech
from narrator.script.spoken import apply_rules, speak_as
from narrator.script.tags import Tag, parse_tag, write_tag
from narrator.script.who.model import Member
from narrator.script.write import write_script

__all__ = [
    "DEFAULT_PAUSES",
    "DEFAULT_THRESHOLD",
    "NARRATOR",
    "Cast",
    "Member",
    "Pauses",
    "Script",
    "ScriptChapter",
    "ScriptJson",
    "Segment",
    "Speaker",
    "Tag",
    "apply_rules",
    "cast_voices",
    "describe_speakers",
    "doubt",
    "find_speech",
    "find_voice",
    "list_unsure",
    "parse_tag",
    "read_cast",
    "speak_as",
    "split_text",
    "to_json",
    "to_markdown",
    "write_script",
    "write_tag",
]
