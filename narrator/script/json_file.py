"""The script as JSON: the contract that other tools read. ``version`` is 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from narrator.manuscript.model import ChapterKind, Metadata, Place, Skipped
    from narrator.script.model import By, Script, ScriptChapter, Segment, SegmentKind, Speaker


class PlaceJson(TypedDict):
    """Where a run of text stands: characters ``start`` to ``end`` of a paragraph of a file."""

    file: str
    paragraph: int
    start: int
    end: int


class SegmentJson(TypedDict):
    """A segment; ``pause_ms`` is the silence after it."""

    id: str
    kind: SegmentKind
    speaker: str
    confidence: float
    by: By
    text: str
    spoken: str
    direction: str | None
    pause_ms: int
    place: PlaceJson


class ChapterJson(TypedDict):
    """A chapter."""

    id: str
    title: str
    kind: ChapterKind
    level: int
    segments: list[SegmentJson]


class SkippedJson(TypedDict):
    """A run that is not spoken, and the rule that says so."""

    rule: str
    text: str
    place: PlaceJson


class SpeakerJson(TypedDict):
    """A speaker; ``voice`` is None where none is cast."""

    name: str
    aliases: list[str]
    segments: int
    voice: str | None


class PronunciationJson(TypedDict):
    """How words are said, at one place or, where that is a lexicon's, everywhere."""

    words: str
    alphabet: str
    phonemes: str
    language: str
    place: PlaceJson


class PassageJson(TypedDict):
    """A run of text in another language than what is around it."""

    language: str
    place: PlaceJson


class MetadataJson(TypedDict):
    """What is known of the book; ``cover`` is the path of a picture, if one was written."""

    title: str
    authors: list[str]
    language: str
    narrator: str | None
    series: str | None
    identifier: str | None
    cover: str | None


class ScriptJson(TypedDict):
    """The whole script."""

    version: int
    metadata: MetadataJson
    chapters: list[ChapterJson]
    skipped: list[SkippedJson]
    speakers: list[SpeakerJson]
    pronunciations: list[PronunciationJson]
    passages: list[PassageJson]


def to_json(script: Script, voices: Mapping[str, str]) -> ScriptJson:
    """Return ``script`` in the form that ``json.dumps`` takes; ``voices`` maps speaker → voice."""
    return {
        "version": 1,
        "metadata": _metadata(script.metadata),
        "chapters": [_chapter(chapter) for chapter in script.chapters],
        "skipped": [_skipped(skipped) for skipped in script.skipped],
        "speakers": [_speaker(speaker, voices) for speaker in script.speakers],
        "pronunciations": [
            {
                "words": each.words,
                "alphabet": each.alphabet,
                "phonemes": each.phonemes,
                "language": each.language,
                "place": _place(each.place),
            }
            for each in script.pronunciations
        ],
        "passages": [
            {"language": each.language, "place": _place(each.place)} for each in script.passages
        ],
    }


def _metadata(metadata: Metadata) -> MetadataJson:
    return {
        "title": metadata.title,
        "authors": list(metadata.authors),
        "language": metadata.language,
        "narrator": metadata.narrator,
        "series": metadata.series,
        "identifier": metadata.identifier,
        "cover": None,
    }


def _chapter(chapter: ScriptChapter) -> ChapterJson:
    return {
        "id": chapter.id,
        "title": chapter.title,
        "kind": chapter.kind,
        "level": chapter.level,
        "segments": [_segment(segment) for segment in chapter.segments],
    }


def _segment(segment: Segment) -> SegmentJson:
    return {
        "id": segment.id,
        "kind": segment.kind,
        "speaker": segment.speaker,
        "confidence": segment.confidence,
        "by": segment.by,
        "text": segment.text,
        "spoken": segment.spoken,
        "direction": segment.direction,
        "pause_ms": segment.pause_ms,
        "place": _place(segment.place),
    }


def _skipped(skipped: Skipped) -> SkippedJson:
    return {"rule": skipped.rule, "text": skipped.text, "place": _place(skipped.place)}


def _place(place: Place) -> PlaceJson:
    return {
        "file": place.file,
        "paragraph": place.paragraph,
        "start": place.start,
        "end": place.end,
    }


def _speaker(speaker: Speaker, voices: Mapping[str, str]) -> SpeakerJson:
    return {
        "name": speaker.name,
        "aliases": list(speaker.aliases),
        "segments": speaker.segments,
        "voice": voices.get(speaker.name),
    }
