"""What a lexicon does for a book."""

from dataclasses import replace

from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import write_script
from narrator.script.lexicon import Entry, Lexicon, Taker
from narrator.script.lexicon_report import report_lexicon


def test_entries_are_told_apart():
    """Used, never used, of no use to this engine, and said otherwise in the same file."""
    block = Block("paragraph", "Leigh met Leigh and Zoe.", Place("a.md", 1, 0, 24))
    script = write_script(Manuscript(Metadata("T", language="en"), (Chapter("One", (block,)),)))
    lee, lay, zoe, ann = (
        Entry("Leigh", "Lee"),
        Entry("leigh", "Lay"),
        Entry("Zoe", ipa="zoʊi"),
        Entry("Ann", "Anne"),
    )
    script = replace(script, lexicon=Lexicon((lee, lay, zoe, ann)))
    report = report_lexicon(script, Taker("piper"))
    assert dict(report.used) == {lee: 2, zoe: 1}
    assert report.unused == (ann,)
    assert report.useless == (zoe,)
    assert report.contradicting == ((lee, lay),)
    assert report_lexicon(script, Taker("kokoro", "ipa")).useless == ()
